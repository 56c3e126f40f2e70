/** Every page in a folder: first what its address asks, then the scripts that the page has on the server too. */
import '../dictionary/nl.ts'
import './prepare.ts'
import '../styles/talk.css'
import '../styles/quote.css'
import { showQuotedWords } from './show-quote.ts'

if (document.body.classList.contains('embed')) void import('../embed.ts')
else void import('./pages.ts').then(showQuotedWords)
