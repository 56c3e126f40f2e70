/** Words that look like compounds and are none. The lexicon keeps those the analyser would cut. */

/** Adverbs, prepositions and other small words, and adjectives that grew out of them. Whoever searches for a part of one does not mean them. */
const SMALL_WORDS = (
  'aanvankelijk aanstonds aaneengesloten achteraf achterin achterna achterom achterop achteruit allebei alledaags alleen allemaal allengs ' +
  'allerbest allereerst allerlaatst allerlei allerminst allesbehalve alhoewel alsmaar alsnog alvast alvorens alweer andermaal anderszins ' +
  'anderhalf bijgevolg bijkans bijna bijtijds bijvoorbeeld bijzonder binnenin binnenkort binnenshuis blijkbaar bovenaan bovenal bovendien ' +
  'bovenin bovenop buitenom buitengewoon buitenshuis buitenspel daarachter daarbij daarboven daarbuiten daardoor daarentegen daargelaten ' +
  'daarheen daarin daarlangs daarmee daarna daarnaar daarnaast daarom daaromheen daaronder daarop daarover daarstraks daartegen ' +
  'daartegenover daartoe daartussen daaruit daarvan daarvandaan daarvoor dadelijk dankzij derhalve desalniettemin desgevraagd desgewenst ' +
  'desnoods desondanks destijds dientengevolge doorgaans dichtbij doordat eenmaal eensgezind eenvoudig eerdaags eerstdaags eerstkomend ' +
  'eigenlijk enerzijds anderzijds enigszins ergens eveneens evenmin eventjes eventueel evenveel evenwel evenzeer evenzo geenszins ' +
  'gedurende gelijktijdig geleidelijk gewoonweg grotendeels halverwege heleboel helemaal herhaaldelijk hierachter hierbij hierboven ' +
  'hierdoor hierheen hierin hiermee hierna hiernaast hierom hieronder hierop hierover hiertegen hiertoe hieruit hiervan hiervandaan ' +
  'hiervoor hoedanig hoelang hoogstwaarschijnlijk hoeveelheid ieder iedereen iemand indertijd inderdaad ingevolge inmiddels ' +
  'insgelijks integendeel jarenlang kennelijk kortgeleden kortom kortstondig kortweg laatstgenoemd langzaam langzaamaan langzamerhand ' +
  'langdurig lichtelijk linksaf maandenlang meermalen meerdere meestal meteen metterdaad middels mettertijd namelijk namens nadat ' +
  'naderhand nagenoeg nauwelijks neergaand nergens niemand niettegenstaande niettemin noodgedwongen nogal nogmaals nooit omdat omhoog ' +
  'omlaag omstreeks omtrent onderaan onderhand onderin onderling onderop ondertussen onderweg ongetwijfeld ongeveer onlangs onmiddellijk ' +
  'onophoudelijk onverwijld onvoorwaardelijk ooit opeens openlijk opnieuw opzij overal overdag overeen overeind overigens overmorgen ' +
  'overwegend plotseling plotsklaps praktisch rechtop rechtsaf rechtstreeks regelmatig rondom ruimschoots samen sindsdien steevast ' +
  'stilaan stilletjes tegelijk tegelijkertijd tegemoet tegenaan tegenover tegenwoordig telkens teneinde tengevolge tenminste tenslotte ' +
  'tenzij terdege ternauwernood terstond terug terwijl tevens tevergeefs tevoren tezamen thans tijdens toenmalig totaal totdat trapsgewijs ' +
  'tussendoor tussenin uiteindelijk uiteraard uitermate uitsluitend urenlang vanaf vandaag vandaan vandaar vanmiddag vanmorgen vannacht ' +
  'vanochtend vanavond vanouds vanuit vanwaar vanwege vanzelf vanzelfsprekend veelal veelvuldig veeleer vermoedelijk vervolgens vlakbij ' +
  'vooraan vooraf voorafgaand vooral vooralsnog voorbij voordat voordien voorgoed voorheen voorin voorlopig voornamelijk voorop vooropgesteld ' +
  'vooruit voorover vooralsnog voortaan voortdurend voorts vrijelijk vrijuit vrijwel waaraan waarachter waarbij waarbinnen waarboven ' +
  'waardoor waarheen waarin waarlangs waarmee waarna waarnaar waarnaast waarom waaromheen waaronder waarop waarover waarschijnlijk waartegen ' +
  'waartoe waartussen waaruit waarvan waarvandaan waarvoor wederom wederzijds weekendlang wekenlang weliswaar welteverstaan wellicht ' +
  'wereldwijd werkelijk zodanig zodat zodoende zodra zogeheten zogenaamd zojuist zolang zonder zonet zopas zoveel zowaar zowat zowel ' +
  'zijdelings aangezien dagenlang eeuwenlang levenslang tijdelijk tijdig ' +
  'ogenblikkelijk oorspronkelijk tweemaal driemaal ditmaal eenmalig halfweg hetzij hetgeen hoezeer hoogstens hopelijk'
).split(' ')

/** Lemmas in which other words stand by accident, met in subtitles and manuals; their inflected forms (`gesprekken`) are cut where they are not. */
const LOOK_ALIKES = (
  'willen volgens trouwens volledig parijs kasteel oordeel oorzaak oorsprong oorlog oorkonde gesprek combinatie biologisch bioloog ' +
  'biologie paspoort schilderij fotograaf stenograaf paragraaf hamburger kristal eigenschap lafaard dronkaard standaard diamant ' +
  'platform spektakel cultuur flexibel versiering bankroet accuraat luipaard bekrompen schorpioen garderobe telefonisch misstap ' +
  'europees hollander manoeuvre kartel generator karkas kruidenier moeras bedelaar portfolio krabbel matras trimester maillot heibel ' +
  'kolossaal kombuis kaaiman grafiek couplet kierewiet karwei kribbig neutron makelaardij torrent diagnostiek mantel mangel dolfijn ' +
  'walgelijk demonstrant rechtschapen metropolis horizontaal prefectuur architectuur halster veertien veertig controle winchester ' +
  'leningrad romplomp profetie prins blanchard'
).split(' ')

/** A longer last part is a word of its own in a name too: the museum of Rijksmuseum. So are these short ones. */
const LONGEST_ACCIDENT = 4
const SHORT_HEADS = new Set('raad lid wet dag plan boek spel club prijs jaar eeuw tijd week taal volk'.split(' '))

/**
 * @param names as the dictionary lists them, folded
 * @param common the words it lists without a capital
 * @param lastPart the last part the analyser would cut off, undefined where it cuts nothing
 */
export function wholeWords(
  names: Iterable<string>,
  common: ReadonlySet<string>,
  lastPart: (word: string) => string | undefined,
): Set<string> {
  const wholes = new Set([...SMALL_WORDS.filter((word) => lastPart(word) !== undefined), ...LOOK_ALIKES])
  for (const name of names) {
    const last = common.has(name) ? undefined : lastPart(name)
    if (last !== undefined && last.length <= LONGEST_ACCIDENT && !SHORT_HEADS.has(last)) wholes.add(name)
  }
  return wholes
}
