/** A number of bytes as people write it in a locale: 1,5 GB. */
export function sizeIn(locale: string): (bytes: number) => string {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const units = [
    [1e9, 'GB'],
    [1e6, 'MB'],
    [1e3, 'kB'],
  ] as const
  return (bytes) => {
    const [size, unit] = units.find(([least]) => bytes >= least) ?? [1e3, 'kB']
    return `${number.format(bytes / size)} ${unit}`
  }
}
