import { defineConfig } from 'vite'

// Lives here and not at the root: a root config with `root: 'web'` makes vitest look for its tests in web/ and find none.
export default defineConfig({
  base: '/static/',
  build: {
    target: 'es2022',
    manifest: true,
    // Fonts stay files: the content security policy has no data: for them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        site: 'web/site.ts',
        talk: 'web/talk.ts',
        home: 'web/home.ts',
        quotes: 'web/quotes.ts',
        offline: 'web/offline.ts',
        embed: 'web/embed.ts',
        desk: 'web/desk.ts',
        edit: 'web/edit.ts',
        nl: 'web/dictionary/nl.ts',
        en: 'web/dictionary/en.ts',
        'desk-nl': 'web/dictionary/desk-nl.ts',
        'desk-en': 'web/dictionary/desk-en.ts',
      },
    },
  },
})
