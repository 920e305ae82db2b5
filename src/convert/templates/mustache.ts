/** Puts the content of `{{ }}` in its braces, with spaces around a plain path. */
export function mustache(content: string): string {
  const isPath = /^[\w.@[\]-]+$/.test(content)
  return isPath ? `{{ ${content} }}` : `{{${content}}}`
}
