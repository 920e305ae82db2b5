import { button } from './dom.ts'

const THEMES = ['auto', 'light', 'dark'] as const

/** Returns a button that switches between the themes: that of the system, light, dark. */
export function themeButton(): HTMLButtonElement {
  let at = 0
  const made = button('Theme: auto', { title: 't' }, () => {
    at = (at + 1) % THEMES.length
    const theme = THEMES[at] ?? 'auto'
    made.textContent = `Theme: ${theme}`
    if (theme === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  })
  return made
}
