/**
 * An answer to a question of a Debian package, for its installation or `dpkg-reconfigure`.
 *
 *     - debconf:
 *         name: tzdata
 *         question: tzdata/Areas
 *         vtype: select
 *         value: Europe
 */
import { defineTask, flag, inSync, plan, Secret, sh, TaskError, text, z } from '../../src/authoring/task.ts'
import { exportVariables, joinShell } from '../../src/built-in/host.ts'
import { type DebconfQuestion, debconfQuestions, questionResource } from '../../src/built-in/packages.ts'
import { parseFlag } from '../../src/built-in/params.ts'

const TYPES = [
  ...(['boolean', 'error', 'multiselect', 'note', 'password', 'seen', 'select'] as const),
  ...(['string', 'text', 'title'] as const),
]

function word() {
  return text().refine(value => /^[^\s#][^\s]*$/.test(value), 'expected one word')
}

const params = z
  .strictObject({
    name: word()
      .refine(name => !name.startsWith('-'), 'expected the name of a package')
      .describe('Name of the package. The package need not be installed.')
      .meta({ examples: ['tzdata'] }),
    question: word()
      .optional()
      .describe('Name of the question. If it is not set, the answers of the package are only read.')
      .meta({ examples: ['tzdata/Areas'] }),
    vtype: z
      .enum(TYPES)
      .optional()
      .describe('Type of the question. `seen` sets whether the question counts as already asked.')
      .meta({ examples: ['select'] }),
    value: z
      .union([text(), z.array(text()).transform(values => values.join(', '))])
      .refine(value => !/[\r\0]/.test(value), 'expected text without carriage returns')
      // debconf stores a line break this way.
      .transform(value => value.replaceAll('\n', '\\n'))
      .optional()
      .describe(
        'The answer. For a `multiselect`, a list of answers, or answers separated by commas. Their order does not matter.',
      )
      .meta({ examples: ['Europe'] }),
    unseen: flag()
      .default(false)
      .describe(
        'Mark the question as not asked yet. Debian then asks it during installation, with this answer as the default.',
      )
      .meta({ examples: [true] }),
  })
  .refine(({ question, vtype }) => (question === undefined) === (vtype === undefined), {
    path: ['vtype'],
    message: '`question`, `vtype` and `value` belong together',
  })
  .refine(({ question, value }) => (question === undefined) === (value === undefined), {
    path: ['value'],
    message: '`question`, `vtype` and `value` belong together',
  })
  .refine(({ vtype }) => vtype !== 'error', {
    path: ['vtype'],
    message: 'a question of the type `error` has no answer: expected another type',
  })
  .refine(({ vtype, value }) => !isFlagged(vtype) || value === undefined || parseFlag(value) !== undefined, {
    path: ['value'],
    message: 'expected true or false',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Sets the answer to a question of a Debian package, or reads the answers.',
  example: `- debconf:
    name: tzdata
    question: tzdata/Areas
    vtype: select
    value: Europe
`,
  params,
  aliases: { pkg: 'name', selection: 'question', setting: 'question', answer: 'value' },
  outputs: {
    current:
      'A map from the questions of the package to their answers; only the question that was answered, if something changed.',
    previous:
      'A map from the question to its answer before the task, an empty text if it had none; only if something changed.',
  },
  check: async ({ host, params, environment }) => {
    const { name, question, vtype } = params
    const questions = await host.ask(debconfQuestions({ ...params, environment }))
    if (questions === undefined)
      throw new TaskError('the host has no debconf', { hint: 'only hosts with Debian packages have it' })
    const current: Record<string, unknown> = Object.fromEntries(
      [...questions].map(([id, { type, value }]) => [id, shown(value, type)]),
    )
    if (question === undefined || vtype === undefined) return inSync({ msg: '', current })
    const now = questions.get(question)
    if (vtype === 'seen' && now === undefined)
      throw new TaskError(`\`${name}\` has no question \`${question}\``, {
        hint: 'only a question that exists can be marked as seen: answer it in an earlier task',
      })
    const wanted = wantedValue(params)
    if (now !== undefined && isSame(now, wanted, vtype)) return inSync({ msg: '', current })
    const previous = { [question]: current[question] ?? '' }
    const outputs = {
      ...{ msg: '', previous },
      current: { [question]: shown(wanted, vtype) },
    }
    return plan(
      [
        {
          resource: questionResource(name, question),
          action: now === undefined ? 'create' : 'update',
          before: now === undefined ? null : fieldsOf(vtype, now.value, now.isSeen),
          after: fieldsOf(vtype, wanted, parseFlag(wanted) === true, '(set)'),
        },
      ],
      undefined,
      outputs,
    )
  },
  mayChange: ({ params: { name, question } }) =>
    question === undefined ? [] : [{ resource: questionResource(name, question) }],
  apply: async ({ host, params, environment }) => {
    const { name, question = '', vtype = '', unseen } = params
    const title = `answer ${question} of ${name}`
    // A value may be secret: it is passed on standard input, and no program gets it as an argument.
    await host.run(
      joinShell([
        ...exportVariables(environment),
        sh`v=$(cat; echo .)
n=0
while :; do
  e=$(printf '%s' "\${v%.}" | LC_ALL=C debconf-set-selections ${unseen ? ['-u'] : []} 2>&1)
  s=$?
  case $e in *'locked by another process'*) ;; *) break;; esac
  n=$((n+1)); [ "$n" -lt 60 ] || break
  sleep 1
done
printf '%s\n' "$e" >&2
exit "$s"`,
      ]),
      { title, stdin: `${[name, question, vtype, wantedValue(params)].join(' ')}\n` },
    )
    // Only the answer that was set; the check after apply reads all of them.
    return { current: { [question]: shown(wantedValue(params), vtype) } }
  },
})

/** Returns an answer for the result; a password is a `Secret`. */
function shown(value: string, vtype: string): string | Secret {
  return vtype === 'password' ? new Secret(value) : value
}

function isFlagged(vtype: string | undefined): boolean {
  return vtype === 'boolean' || vtype === 'seen'
}

function wantedValue({ vtype, value = '' }: Params): string {
  return isFlagged(vtype) ? String(parseFlag(value) === true) : value
}

function isSame({ value, isSeen }: DebconfQuestion, wanted: string, vtype: Params['vtype']): boolean {
  if (vtype === 'seen') return String(isSeen) === wanted
  if (vtype !== 'multiselect') return value === wanted
  const sorted = (list: string) =>
    list
      .split(',')
      .map(each => each.trim())
      .sort()
      .join()
  return sorted(value) === sorted(wanted)
}

/** Returns the fields of an answer that a change shows; of a password, only that it is set. */
function fieldsOf(vtype: Params['vtype'], value: string, isSeen: boolean, password?: string) {
  if (vtype === 'seen') return { seen: isSeen }
  return { value: vtype === 'password' ? password : value }
}
