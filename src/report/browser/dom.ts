type Attributes = Readonly<Record<string, string | boolean | number | undefined>>

/**
 * Creates an element with attributes and children. Strings become text nodes, so that nothing in them is parsed as
 * HTML.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children)
  return made
}

/** Creates a button, with the function that a click calls. */
export function button(
  label: string,
  attributes: Attributes,
  act: (event: MouseEvent) => void,
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label)
  made.addEventListener('click', act)
  return made
}

/** Creates the first `most` elements of a list, and a button that adds more, for lists that may be long. */
export function longList<T>(
  items: readonly T[],
  make: (item: T) => HTMLElement,
  most = 100,
): DocumentFragment {
  const fragment = document.createDocumentFragment()
  fragment.append(...items.slice(0, most).map(make))
  const left = items.slice(most)
  if (left.length === 0) return fragment
  const more = button(`${left.length} more`, { class: 'more' }, () =>
    more.replaceWith(longList(left, make, most * 5)),
  )
  fragment.append(more)
  return fragment
}
