type Row = readonly [RegExp, (found: RegExpExecArray) => string]

/** What to write instead, where a condition looks like Jinja. */
export function jinjaConditionHint(text: string): string | undefined {
  for (const [pattern, hint] of ROWS) {
    // Jinja's words inside of a quoted text are no Jinja.
    const found = pattern.exec(text)
    if (!found || isQuoted(text, found.index) || isQuoted(text, found.index + found[0].length)) continue
    return hint(found)
  }
  return undefined
}

const STATES: Readonly<Record<string, string>> = {
  changed: '.changed',
  change: '.changed',
  failed: '.failed',
  failure: '.failed',
  skipped: '.skipped',
  skip: '.skipped',
  unreachable: '.unreachable',
}

const FILTERS: Readonly<Record<string, (value: string, args: string) => string>> = {
  length: value => `size(${value})`,
  count: value => `size(${value})`,
  int: value => `int(${value})`,
  float: value => `double(${value})`,
  string: value => `string(${value})`,
  bool: value => `${value} == true`,
  default: (value, args) => `default(${value}, ${args})`,
  d: (value, args) => `default(${value}, ${args})`,
  lower: value => `${value}.lowerAscii()`,
  upper: value => `${value}.upperAscii()`,
  trim: value => `${value}.trim()`,
  first: value => `${value}.first()`,
  last: value => `${value}.last()`,
  join: (value, args) => `${value}.join(${args})`,
  split: (value, args) => `${value}.split(${args})`,
  list: value => value,
}

const PATH = String.raw`([\w.[\]"']+)`

const ROWS: readonly Row[] = [
  [/^\s*(yes|no|on|off)\s*$/i, ([, word = '']) => `write \`${/^(yes|on)$/i.test(word) ? 'true' : 'false'}\``],
  [/^\s*\{\{|\{\{.*\}\}/s, () => 'conditions and `!expr` are expressions already: leave out the `{{ }}`'],
  [
    new RegExp(`${PATH}\\s*\\|\\s*(\\w+)\\s*(?:\\(([^)]*)\\))?`),
    ([, value = '', filter = '', args = '']) => {
      const form = Object.hasOwn(FILTERS, filter) ? FILTERS[filter]?.(value, args) : undefined
      return form ? `filters are Jinja; write \`${form}\`` : `filters are Jinja, and CEL has no \`${filter}\``
    },
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+(not\\s+)?defined\\b`),
    ([, name, not]) => `write \`${not ? '!' : ''}defined(${name})\``,
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+(not\\s+)?undefined\\b`),
    ([, name, not]) => `write \`${not ? '' : '!'}defined(${name})\``,
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+(not\\s+)?(?:none|None|null)\\b`),
    ([, name, not]) => `write \`${name} ${not ? '!=' : '=='} null\``,
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+(not\\s+)?(?:succeeded|success|successful)\\b`),
    ([, name, not]) => `write \`${not ? '' : '!'}${name}.failed\``,
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+(not\\s+)?(changed|change|failed|failure|skipped|skip|unreachable)\\b`),
    ([, name, not, state = '']) => `write \`${not ? '!' : ''}${name}${STATES[state]}\``,
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+(not\\s+)?(?:match|search|regex)\\(\\s*(.*?)\\s*\\)`),
    ([, name, not, args]) => `write \`${not ? '!' : ''}${name}.matches(${args})\``,
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+version(?:_compare)?\\(\\s*(['"][^'"]*['"])\\s*,\\s*(['"][^'"]*['"])`),
    ([, name, version, sign]) => `write \`version(${name}, ${sign}, ${version})\``,
  ],
  [
    new RegExp(`${PATH}\\s+is\\s+(not\\s+)?(\\w+)`),
    ([, , , test]) => `tests (\`is ${test}\`) are Jinja; write a comparison, such as \`type(x) == string\``,
  ],
  [/(\S+)\s+not\s+in\s+(\S+)/, ([, item, list]) => `write \`!(${item} in ${list})\``],
  [/\bnot\s+(\S+)/, ([, value]) => `write \`!${value}\``],
  [/^(.+?)\s+if\s+(.+?)\s+else\s+(.+)$/s, ([, yes, test, no]) => `write \`${test} ? ${yes} : ${no}\``],
  [/\s(and|or)\s/, ([, word]) => `write \`${word === 'and' ? '&&' : '||'}\` for \`${word}\``],
  [
    /\b(True|False|None)\b/,
    ([, word = '']) => `write \`${word === 'None' ? 'null' : word.toLowerCase()}\` for \`${word}\``,
  ],
  [
    /\b(?:lookup|query)\(/,
    () => "lookups are Ansible's; Drover reads files with `!secret {file: …}` and `vars_files`",
  ],
  [/[^=!<>]=[^=~]/, () => 'equality is written `==`'],
  [/\s~\s/, () => 'texts are joined with `+`'],
]

function isQuoted(text: string, index: number): boolean {
  let open: string | undefined
  for (let at = 0; at < index; at += 1) {
    const letter = text[at]
    if (open && letter === '\\') at += 1
    else if (open) open = letter === open ? undefined : open
    else if (letter === '"' || letter === "'") open = letter
  }
  return open !== undefined
}
