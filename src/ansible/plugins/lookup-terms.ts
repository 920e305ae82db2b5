const OPTION = /(?:^|\s)\w+=/

/**
 * Separates the options at the end of a lookup's term, as Ansible's `parse_kv` does:
 * `length=8 chars=ascii_letters` after the path of a password. Words with a `=` that are not known options
 * belong to the term.
 */
export function termWithOptions(
  term: string,
  known: readonly string[],
): { term: string; options: Readonly<Record<string, unknown>> } {
  const words = term.split(/(\s+)/)
  const options: Record<string, unknown> = {}
  const kept: string[] = []
  for (const word of words) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? []
    if (known.includes(name)) options[name] = /^\d{1,9}$/.test(value) ? Number(value) : unquoted(value)
    else kept.push(word)
  }
  return OPTION.test(term) ? { term: kept.join('').trim(), options } : { term, options: {} }
}

function unquoted(value: string): string {
  return /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value
}
