/** The content of `{{ }}` with its braces: a path has spaces around it, as people write it. */
export function mustache(content: string): string {
  const isPath = /^[\w.@[\]-]+$/.test(content)
  return isPath ? `{{ ${content} }}` : `{{${content}}}`
}
