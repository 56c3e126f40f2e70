/**
 * Words that carry no topic. They stay in the index (phrases and remembered quotations need them) and are left out of a search for
 * words, unless there are no others.
 */
export const STOPWORDS: ReadonlySet<string> = new Set(
  (
    'de het een en van in op te met voor aan is zijn was er die dat dit deze ik je jij u hij zij ze we wij men mijn uw ons onze hun haar hem ' +
    'niet ook maar als om bij naar uit over door tot dan nog wel of want dus al heb hebben heeft had kan kunnen word worden wordt werd ' +
    'zal zullen zou zo zoals daar hier waar wat wie hoe toen nu geen'
  ).split(' '),
)
