/** Text in a workbook (ECMA-376 22.9.2.19, ST_Xstring): what XML cannot carry is written `_x0001_`. */
import { legalInXml } from '../markup/xml.ts'

export function decodeXstring(text: string): string {
  return text.includes('_x') ? text.replace(/_x([\dA-Fa-f]{4})_/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))) : text
}

export function encodeXstring(text: string): string {
  const kept = text.replace(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
  // XML would read a carriage return as a line feed.
  const units = kept.split('').map((unit, i) => {
    const pair = /[\ud800-\udbff]/.test(unit) ? /[\udc00-\udfff]/.test(kept[i + 1] ?? '') : /[\ud800-\udbff]/.test(kept[i - 1] ?? '')
    const surrogate = /[\ud800-\udfff]/.test(unit)
    const legal = surrogate ? pair : unit !== '\r' && legalInXml(unit) === unit
    return legal ? unit : `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
  })
  return units.join('')
}
