/** The note that lies in the folder of a static library. */
import type { MediaMode } from './folder.ts'

const MEDIA: Record<MediaMode, string> = {
  copy: 'De opnames zitten in deze map.',
  link: 'De opnames zijn koppelingen naar de bibliotheek waaruit deze map is gemaakt. Verplaatst u de map naar een andere schijf, kopieer ze dan mee (cp -rL).',
  none: 'De opnames zitten niet in deze map; de beelden, de transcripten en het zoeken wel.',
}

export function readMe(name: string, media: MediaMode, url: string | null): string {
  return `${name}
${'='.repeat(name.length)}

Dit is het openbare deel van de bibliotheek als gewone bestanden. Open index.html in een browser, ook vanaf een USB-stick, of zet de hele
map op een webserver. Er is geen programma en geen verbinding voor nodig.

${MEDIA[media]}

Wat werkt, ook rechtstreeks vanaf de schijf (file:)
  bladeren, afspelen, hoofdstukken, het transcript dat meeloopt, ondertitels, zoeken in alles en binnen een opname, citeren.
  Een citaat dat u hier maakt, is een adres met de tijd en de woorden erin; het wordt nergens anders bewaard.

Wat rechtstreeks vanaf de schijf niet werkt, en vanaf een webserver wel
  beeldjes boven de tijdbalk; in Firefox ook de eigen letters van de bibliotheek. Browsers laten een pagina van de schijf geen andere
  bestanden lezen.

Wat hier nooit werkt, omdat er een server voor nodig is
  inloggen en bewerken, de API, OAI-PMH, oEmbed, feeds van een zoekvraag, IIIF Content Search; bij het zoeken: voorstellen terwijl u typt,
  verbeterde spelling en het terugvinden van een half onthouden zin.
${url === null ? '\nFeeds, IIIF, sitemap en verwijzingen als bestand ontbreken: die noemen volledige adressen, en er was er geen ingesteld (WOORDELIJK_URL).\n' : `\nVerwijzingen, feeds en IIIF noemen het vaste adres van de bibliotheek: ${url}\n`}
Een webserver moet delen van een bestand kunnen sturen (Range), anders kan er in opnames niet worden gesprongen. nginx, Apache en Caddy
doen dat; “python3 -m http.server” niet.

SHA256SUMS noemt elk bestand: sha256sum -c SHA256SUMS
Bijwerken: woordelijk export --static DEZE-MAP. Dat schrijft alleen wat veranderd is en verwijdert wat niet meer openbaar is.
`
}
