/**
 * Output of a hostile host: text that is code to a template, an expression, a shell, JSON, a terminal, or Drover's
 * own protocol.
 */
export interface Hostile {
  readonly bytes: Buffer
  /** The bytes decoded as UTF-8. */
  readonly text: string
  /** Whether the bytes are valid UTF-8, so that `text` represents all of them. */
  readonly isText: boolean
}

/** The path of a file that exists if hostile code was executed. */
export type Marker = string

type Random = (below: number) => number

/** A length in bytes that exceeds what any reader takes at once. */
const GIANT = 70_000

/**
 * Creates hostile output. `random` returns whole numbers below a bound. Code in the output would create the file
 * `witness`.
 */
export function hostile(random: Random, marker: Marker): Hostile {
  const pieces = Array.from({ length: 1 + random(5) }, () => piece(random, marker))
  if (random(40) === 0)
    pieces.splice(
      random(pieces.length + 1),
      0,
      Buffer.alloc(GIANT, pick(random, ['x', '{{', '\u001b[5m', 'é'])),
    )
  return told(Buffer.concat(pieces))
}

/**
 * Creates hostile output on a single line and without NUL bytes, for a name, an environment variable or a fact. It
 * is never empty, `.` or `..`.
 */
export function hostileLine(random: Random, marker: Marker): Hostile {
  const { text } = hostile(random, marker)
  const line = text
    .replace(/[\0\n\r]/g, '')
    .replaceAll('\ufffd', '')
    .slice(0, 1000)
  return told(Buffer.from(`h${line}e`))
}

/** Creates hostile output that can be the name of a file. */
export function hostileName(random: Random, marker: Marker): Hostile {
  const signs = [...hostileLine(random, marker).text.replaceAll('/', '_')]
  return told(Buffer.from(signs.slice(0, 50).join('')))
}

/**
 * Returns the control characters in a text that affect a terminal: all except line breaks and tabs, and marks that
 * change the text direction.
 */
export function controlsIn(text: string): string[] {
  return [
    ...text.matchAll(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    ),
  ].map(({ index }) => JSON.stringify(text.slice(Math.max(0, index - 20), index + 40)))
}

function told(bytes: Buffer): Hostile {
  const text = bytes.toString()
  return { bytes, text, isText: Buffer.from(text).equals(bytes) }
}

function piece(random: Random, marker: Marker): Buffer {
  switch (random(9)) {
    case 0:
      return Buffer.from(pick(random, TEMPLATES))
    case 1:
      return Buffer.from(pick(random, EXPRESSIONS))
    case 2:
      return Buffer.from(pick(random, shells(marker)))
    case 3:
      return Buffer.from(pick(random, STRUCTURES))
    case 4:
      return Buffer.from(pick(random, TERMINAL))
    case 5:
      return Buffer.from(pick(random, FRAMES(hex(random))))
    case 6:
      // Any bytes, including NUL, C1 control characters and incomplete UTF-8.
      return Buffer.from(Array.from({ length: 1 + random(12) }, () => random(256)))
    case 7:
      return Buffer.from(pick(random, INVALID))
    default:
      return Buffer.from(
        pick(random, ['\n', '\n\n', '\t', ' ', '\r\n', 'word', 'grüße 日本 👍', "'", '"', '\\', '%s%n']),
      )
  }
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)] as T
}

function hex(random: Random): string {
  return Array.from({ length: 32 }, () => random(16).toString(16)).join('')
}

const TEMPLATES = [
  '{{inventory_hostname}}',
  '{{{inventory_hostname}}}',
  '{{folder}}',
  '{{> p}}',
  '{{#with facts}}{{kernel}}{{/with}}',
  '{{#each vars}}{{@key}}{{/each}}',
  '{{lookup (lookup this "constructor") "name"}}',
  '{{constructor.constructor "return process" }}',
  '{{no_such_variable}}',
  '{{#if',
  '}}',
  '\\{{x}}',
  '{{!-- --}}',
  '{{{{raw}}}}{{x}}{{{{/raw}}}}',
  "{{ lookup('pipe', 'id') }}{% for x in y %}",
  '${process.exit(7)}',
  '<%= 7*7 %>#{7*7}',
]

const EXPRESSIONS = [
  'true || true',
  "' + string(6 * 7) + '",
  'inventory_hostname',
  'has(vars.x)',
  '!expr 6 * 7',
  '!secret {command: [id]}',
  '!unsafe x',
  '!!js/function "function(){}"',
  '&a [*a, *a]',
  '[1, 2].map(x, x * 2)',
  'size(vars)',
]

function shells(marker: string): string[] {
  return [
    `$(touch ${marker})`,
    `\`touch ${marker}\``,
    `; touch ${marker};`,
    `'; touch ${marker}; '`,
    `"; touch ${marker}; "`,
    `\n touch ${marker}\n`,
    `| touch ${marker}`,
    `& touch ${marker} &`,
    `>${marker}`,
    `\${x:=$(touch ${marker})}`,
    `$'\\'; touch ${marker} #'`,
    `-exec touch ${marker} ;`,
    `-oProxyCommand=touch ${marker}`,
    '~root',
    '*',
    '-rf /nonexistent',
  ]
}

const STRUCTURES = [
  '{"__proto__":{"polluted":"yes"}}',
  '{"constructor":{"prototype":{"polluted":"yes"}}}',
  '{"changed":true,"failed":true,"ansible_facts":{"pkg_mgr":"../../evil"}}',
  '{"type":"run.end","exit_code":0}\n',
  '__proto__',
  'constructor',
  'toString',
  '@@env\n__proto__=polluted',
  '@@tools\napt-get',
  '***',
]

const TERMINAL = [
  '\u001b]0;a title\u0007',
  '\u001b]52;c;ZXZpbA==\u001b\\',
  '\u001b]8;;http://evil/\u0007link\u001b]8;;\u0007',
  '\u001b[2J\u001b[H',
  '\u001b[38;5;199m',
  '\u001b[7A',
  '\u001b[6n',
  '\u001b[?1049h',
  '\u001bP$q"p\u001b\\',
  '\u001bc',
  '\u001b#8',
  '\u001b',
  '\u009b31m',
  '\u009d0;x\u009c',
  '\u0090x\u009c',
  '\u0085',
  'done\roverwritten',
  'abc\b\b\bxyz',
  '\u0007\u000b\u000c\u000e\u000f\u007f',
  '\u202egnp.exe',
  '\u2066x\u2069\u200f\u061c',
  '\u2028\u2029',
]

const FRAMES = (mark: string): string[] => [
  `${mark} ready 1\n`,
  `${mark} 1 0\n`,
  `${mark} 2 0\n${mark} 3 0\n`,
  `${mark} gone\n`,
  `\n${mark} beat\n`,
  `12\n#${mark}`,
  `#${mark}\n`,
  'kept as ~\n',
  '\nready 1\n',
]

const INVALID = [
  [0xc3],
  [0xff, 0xfe],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x9b, 0x33, 0x31, 0x6d],
  [0x80, 0x85, 0x9d],
  [0xe2, 0x80],
  [0, 0, 0],
]
