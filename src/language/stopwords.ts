/**
 * Words that carry no topic. They stay in the index (phrases and remembered quotations need them) and are left out of a search for
 * words, unless there are no others.
 */
export const STOPWORDS: ReadonlySet<string> = new Set(
  (
    'de het een en van in op te met voor aan is zijn was er die dat dit deze ik je jij u hij zij ze we wij men mijn uw ons onze hun haar hem ' +
    'niet ook maar als om bij naar uit over door tot dan nog wel of want dus al heb hebben heeft had kan kunnen word worden wordt werd ' +
    'zal zullen zou zo zoals daar hier waar wat wie hoe toen nu geen ' +
    // Of verbs that only help, and of saying: who asks what somebody said looks for what was said.
    'waren ben bent bij geweest hadden gehad kon konden kunt moet moeten moest moesten mag mogen mocht wil wilt willen wilde wilden ' +
    'werden zouden gaat gaan ging gingen doet doen deed deden zei zeiden zegt zeggen gezegd vindt vinden vond ' +
    // Of questions.
    'waarom welk welke wanneer hoeveel wiens waarover waarvan waarmee waardoor waarin betekent ' +
    // Pointing and joining.
    'jullie jou jouw mij me zich elkaar iets niets iemand alles alle elk elke ieder iedereen ander andere eens even toch heel zeer erg ' +
    'omdat doordat zodat terwijl hoewel tenzij tegen tussen onder na zonder sinds tijdens volgens af weg toe mee eigenlijk gewoon'
  ).split(' '),
)
