/** Elements in one expression, with their text set as text. */

export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>

/** @param attributes null, undefined and false are left out, true is an empty attribute; `class`, `aria-…` and the like as in HTML */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  element.append(...children)
  return element
}

export function makeButton(label: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const button = make('button', { type: 'button', ...attributes }, label)
  button.addEventListener('click', act)
  return button
}

/** A field with its name before it. */
export function makeField(
  label: string,
  attributes: Attributes = {},
): { readonly label: HTMLLabelElement; readonly input: HTMLInputElement } {
  const input = make('input', { type: 'text', autocomplete: 'off', ...attributes })
  const box = attributes.type === 'checkbox' || attributes.type === 'radio'
  return { label: box ? make('label', {}, input, ` ${label}`) : make('label', {}, `${label} `, input), input }
}

/** A file to keep, made here and not on the server. */
export function saveFile(name: string, text: string, type = 'text/vtt'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  make('a', { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
