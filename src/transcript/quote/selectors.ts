/** Places in a talk as selectors of the W3C Web Annotation model: by the words, and by the time. */

export function textQuoteSelector({ exact, prefix, suffix }: { exact: string; prefix?: string | undefined; suffix?: string | undefined }) {
  return {
    type: 'TextQuoteSelector',
    exact,
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
  }
}

/** @param end milliseconds, as `start`; null: to the end of the recording */
export function mediaFragmentSelector(start: number, end: number | null) {
  return {
    type: 'FragmentSelector',
    conformsTo: 'http://www.w3.org/TR/media-frags/',
    value: `t=${start / 1000}${end === null ? '' : `,${end / 1000}`}`,
  }
}
