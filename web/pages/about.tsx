import type { PageContext } from './context.ts'
import { Layout } from './layout.tsx'

/** What this library is, how it treats its visitors, and how accessible it is. Prose of its own, so not in the dictionary. */
export function AboutPage({
  context,
  talks,
  demonstrations,
  withoutTranscript,
}: {
  context: PageContext
  talks: number
  demonstrations: number
  withoutTranscript: number
}) {
  const { site, words } = context
  return (
    <Layout context={context} title={words.about.title} path="/toegankelijkheid">
      <article class="wrap prose">
        <h1>{words.about.title}</h1>
        <h2>Wat dit is</h2>
        <p>
          {site.name} is een bibliotheek van opgenomen lezingen met transcripten op tijd. U zoekt een woord en komt uit op het moment waarop
          het valt; elk moment heeft een eigen, blijvende link. Er
          {talks === 1 ? ' staat nu één opname' : ` staan nu ${talks} opnames`} in.
        </p>
        {demonstrations > 0 && (
          <>
            <h2>Demonstratieopnames</h2>
            <p>
              {demonstrations === talks ? 'Alle opnames' : `${demonstrations} van de opnames`} zijn demonstraties: een computerstem leest
              een samenvatting voor die wij zelf schreven op basis van het gepubliceerde programma. Het zijn niet de woorden van de
              sprekers. Op elke plek waar zo’n opname verschijnt, staat dat erbij.
            </p>
          </>
        )}
        <h2>Toegankelijkheid</h2>
        <p>
          We bouwen volgens WCAG 2.2, niveau AA. Elke pagina werkt zonder scripts, met alleen een toetsenbord, bij 400 % vergroting en in
          donkere weergave. Ondertiteling en transcript horen bij elke opname
          {withoutTranscript === 0 ? '; op dit moment ontbreken ze nergens.' : `; bij ${withoutTranscript} opnames ontbreken ze nog.`}
        </p>
        <p>Bekend en nog niet opgelost: de slides van een opname worden niet apart beschreven, en er is geen audiodescriptie.</p>
        <h2>Toetsen</h2>
        <p>
          In de speler: spatie of k voor afspelen en pauze, pijltjes om te spoelen, m voor geluid, c voor ondertiteling, f voor volledig
          scherm, &lt; en &gt; voor de snelheid, 0 tot 9 om te springen.
        </p>
        <h2>Uw gegevens</h2>
        <p>
          Deze site laadt niets van andere partijen, zet geen volgcookies en houdt niet bij wat u bekijkt. Waar u gebleven was, onthoudt
          alleen uw eigen browser.
        </p>
        {site.contact && (
          <>
            <h2>Iets gevonden dat niet klopt?</h2>
            <p>
              Werkt iets niet voor u, of staat er iets wat er niet hoort? Schrijf naar <a href={`mailto:${site.contact}`}>{site.contact}</a>
              .
            </p>
          </>
        )}
      </article>
    </Layout>
  )
}
