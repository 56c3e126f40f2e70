/** A QR code as one SVG path: in the share dialog and on paper. */
import { encode } from 'uqr'

const SVG = 'http://www.w3.org/2000/svg'

export function drawQr(svg: SVGElement, text: string): void {
  const { data, size } = encode(text, { border: 2 })
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', squares.join(''))
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`)
  svg.replaceChildren(path)
}
