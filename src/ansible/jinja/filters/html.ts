const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
}
export const HTML_NAMES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#34': '"',
  nbsp: '\u00a0',
}

/** Escapes text for HTML as Jinja does. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>'"]/g, character => HTML[character] ?? character)
}

const JSON_ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
}

/** Escapes JSON so that it can be embedded in HTML. */
export function safeForHtml(json: string): string {
  return json.replace(/[<>&']/g, character => JSON_ESCAPES[character] ?? character)
}
