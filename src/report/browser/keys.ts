/** The elements and the function that keys act on. */
interface Keys {
  readonly input: HTMLInputElement
  /** The buttons for the digit keys, in their order. */
  readonly jumps: readonly HTMLButtonElement[]
  readonly theme: HTMLButtonElement
  readonly close: () => void
}

/**
 * Handles keys: `/` goes to the filter, digits go to a section, `n` and `p` to the next and previous failure, `t`
 * changes the theme, Esc closes the panel.
 */
export function onKeys({ input, jumps, theme, close }: Keys): void {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') {
      close()
      input.blur()
      return
    }
    if (event.target === input) return
    const jump = jumps[Number(event.key) - 1]
    if (event.key === '/') input.focus()
    else if (event.key === 't') theme.click()
    else if (event.key === 'n' || event.key === 'p') goToFailure(event.key === 'n' ? 1 : -1)
    else if (jump) jump.click()
    else return
    event.preventDefault()
  })
}

function goToFailure(step: number): void {
  const failures = [...document.querySelectorAll<HTMLElement>('.failure')]
  const at = failures.findIndex(each => each.contains(document.activeElement))
  const next = failures[at === -1 && step < 0 ? failures.length - 1 : at + step]
  next?.focus()
  next?.scrollIntoView({ block: 'start' })
}
