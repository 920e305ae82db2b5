const OPTION = /(?:^|\s)\w+=/

/**
 * A lookup's term that may have options at its end, as `parse_kv` of Ansible's reads them: `length=8 chars=ascii_letters` behind the
 * path of a password. Words with a `=` that are no options belong to the term.
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
