/**
 * Entries of a database of the host, such as users or groups, as a variable.
 *
 *     - getent:
 *         database: passwd
 *         key: root
 */
import { defineTask, flag, inSync, probe, sh, TaskError, text, z } from '../../src/authoring/task.ts'

/** The databases whose fields are separated by colons; without `getent`, they are read from /etc. */
const WITH_COLONS = ['passwd', 'shadow', 'group', 'gshadow']

/** The message of Ansible's module. */
const NO_SUCH_KEY = 'One or more supplied key could not be found in the database.'

/** Exit statuses of getent(1), and that of a shell that does not find it. */
const [WRONG, NO_KEY, NO_LIST, NO_TOOL] = [1, 2, 3, 127]

const params = z.strictObject({
  database: text()
    .refine(name => /^[A-Za-z][\w-]*$/.test(name), 'expected the name of a database, such as `passwd`')
    .describe('Name of the database.')
    .meta({ examples: ['passwd', 'hosts'] }),
  key: text()
    .refine(key => !/^-|[\r\n\0]/.test(key), 'expected one line that does not begin with `-`')
    .optional()
    .describe('Key of a single entry. By default, all entries are read.')
    .meta({ examples: ['root'] }),
  service: text()
    .refine(name => /^[A-Za-z][\w.:-]*$/.test(name), 'expected the name of a service')
    .optional()
    .describe('Service to ask instead of the services in /etc/nsswitch.conf.')
    .meta({ examples: ['ldap'] }),
  split: text()
    .refine(separator => separator !== '', 'expected a character')
    .optional()
    .describe(
      'Separator of the fields. Default: a colon for users and groups, white space for other databases.',
    )
    .meta({ examples: [':'] }),
  fail_key: flag()
    .default(true)
    .describe('Fail if the key does not exist. With `false`, its value is null.')
    .meta({ examples: [false] }),
})

export default defineTask({
  summary: 'Reads entries of a system database, such as users or hosts, into the variable `getent_DATABASE`.',
  example: `- getent:
    database: passwd
    key: root
`,
  params,
  outputs: {
    ansible_facts:
      'A map with `getent_DATABASE`: a map from the first field of each entry to the list of its other fields, or to a list of such lists if several entries begin with this field; null if `key` has no entry.',
  },
  check: async ({ host, params }) => {
    const { database, key, service, split, fail_key } = params
    const { status, text: found } = await host.ask(entriesOf(database, key, service))
    const what = `the database \`${database}\``
    if (status === WRONG)
      throw new TaskError(`the host does not know ${what}, or cannot read it`, {
        outputs: { msg: 'Missing arguments, or database unknown.' },
      })
    if (status === NO_LIST) throw new TaskError(`${what} cannot be listed`, { hint: 'set `key`' })
    if (status === NO_TOOL)
      throw new TaskError(`the host has no \`getent\` to read ${what}`, {
        hint: 'install it in an earlier task (the package is `musl-utils` on Alpine)',
      })
    if (status === NO_KEY && fail_key)
      throw new TaskError(`${what} has no key \`${key ?? ''}\``, {
        hint: 'set `fail_key: false` if it may be missing',
        outputs: { msg: NO_SUCH_KEY },
      })
    const separator = split ?? (WITH_COLONS.includes(database) ? ':' : undefined)
    const entries = status === NO_KEY ? { [key ?? '']: null } : entriesIn(found, separator)
    const variables = { [`getent_${database}`]: entries }
    const outputs = status === NO_KEY ? { msg: NO_SUCH_KEY } : {}
    return inSync({ ansible_facts: variables, ...outputs }, { variables })
  },
})

function entriesOf(database: string, key: string | undefined, service: string | undefined) {
  const words = [
    ...(service === undefined ? [] : ['-s', service]),
    database,
    ...(key === undefined ? [] : [key]),
  ]
  const fallback = WITH_COLONS.includes(database) && service === undefined ? `/etc/${database}` : ''
  return probe({
    title: `getent ${words.join(' ')}`,
    script: sh`if command -v getent >/dev/null 2>&1; then LC_ALL=C getent ${words}; exit; fi
f=${fallback} k=${key ?? ''}
[ -n "$f" ] || exit ${NO_TOOL}
[ -r "$f" ] || exit ${WRONG}
[ -n "$k" ] || exec cat "$f"
while IFS= read -r l; do case $l in "$k":*) d_print_line "$l"; exit 0;; esac; done <"$f"
exit ${NO_KEY}`,
    answers: [0, WRONG, NO_KEY, NO_LIST, NO_TOOL],
    parse: ({ status, stdout }) => ({ status, text: stdout.toString() }),
  })
}

/**
 * Returns the fields of each entry by the first field; a list of lists if several entries have the same first field.
 */
function entriesIn(text: string, separator: string | undefined): Record<string, unknown> {
  const fields = new Map<string, string[][]>()
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const [name = '', ...rest] = separator === undefined ? line.trim().split(/\s+/) : line.split(separator)
    fields.set(name, [...(fields.get(name) ?? []), rest])
  }
  return Object.fromEntries([...fields].map(([name, all]) => [name, all.length > 1 ? all : all[0]]))
}
