/**
 * A limit of a user's sessions, in /etc/security/limits.conf.
 *
 *     - pam_limits:
 *         domain: postgres
 *         limit_type: soft
 *         limit_item: nofile
 *         value: "65536"
 */
import { defineTask, flag, hostPath, inSync, plan, text, z } from '../../src/authoring/task.ts'
import {
  BACKUP_OUTPUTS,
  backupParam,
  explainFiles,
  type FilePlan,
  planEdited,
  putFile,
  readEdited,
} from '../../src/built-in/files.ts'
import { absolutePath, lineParam, mayChangeFiles } from '../../src/built-in/params.ts'
import { joinLines, splitLines } from '../../src/built-in/text.ts'

const ITEMS = [
  ...(['core', 'data', 'fsize', 'memlock', 'nofile', 'rss', 'stack', 'cpu', 'nproc', 'as'] as const),
  ...(['maxlogins', 'maxsyslogins', 'priority', 'locks', 'sigpending', 'msgqueue'] as const),
  ...(['nice', 'rtprio', 'chroot'] as const),
]

const UNLIMITED = ['unlimited', 'infinity', '-1']

const params = z
  .strictObject({
    domain: text()
      .refine(domain => /^[^\s#]+$/.test(domain), 'expected a user, `@group`, `*` or a range of IDs')
      .describe('A user, `@group`, `*`, or a range of UIDs or GIDs.')
      .meta({ examples: ['postgres', '@staff'] }),
    limit_type: z
      .enum(['hard', 'soft', '-'])
      .describe('Type of the limit. `-` means both `soft` and `hard`.')
      .meta({ examples: ['soft'] }),
    limit_item: z
      .enum(ITEMS)
      .describe('The limited resource.')
      .meta({ examples: ['nofile'] }),
    value: text()
      .describe('The limit, or `unlimited`. For `nice` and `priority`, a number from `-20` to `19`.')
      .meta({ examples: ['65536'] }),
    use_max: flag()
      .default(false)
      .describe('Keep the existing value if it is greater.')
      .meta({ examples: [true] }),
    use_min: flag()
      .default(false)
      .describe('Keep the existing value if it is smaller.')
      .meta({ examples: [true] }),
    comment: lineParam()
      .default('')
      .describe('Comment at the end of a new line.')
      .meta({ examples: ['for the database'] }),
    dest: hostPath()
      .default('/etc/security/limits.conf')
      .describe('Path of the blacklist file. It is created if it does not exist.')
      .meta({ examples: ['/etc/security/limits.d/60-postgres.conf'] }),
    backup: backupParam,
  })
  .refine(({ limit_item, value }) => isValue(limit_item, value), {
    path: ['value'],
    message: 'expected a number, `unlimited`, `infinity` or `-1`; for `nice` and `priority`, -20 to 19',
  })
  .refine(({ use_max, use_min }) => !use_max || !use_min, {
    path: ['use_min'],
    message: 'cannot be combined with `use_max`',
  })

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Sets a resource limit for the sessions of a user in /etc/security/limits.conf.',
  example: `- pam_limits:
    domain: postgres
    limit_type: soft
    limit_item: nofile
    value: "65536"
`,
  params,
  outputs: BACKUP_OUTPUTS,
  check: async ({ host, params }) => {
    const file = await readEdited(host, await absolutePath(host, params.dest))
    const encoded = {
      ...params,
      domain: file.inFile(params.domain),
      comment: file.inFile(params.comment),
    }
    const { next, line } = setLimit(file.text, encoded)
    const outputs = { msg: line }
    if (next === file.text) return inSync(outputs)
    const result = await planEdited(host, file, next, { backup: params.backup })
    return result.kind === 'in-sync' ? inSync(outputs) : plan<FilePlan>(result.changes, result.data, outputs)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [params.dest]),
  apply: ({ host, project, plan: { data } }) => putFile(host, project, data),
})

function isValue(item: string, value: string): boolean {
  if (item === 'nice' || item === 'priority')
    return /^[+-]?\d+$/.test(value) && Number(value) >= -20 && Number(value) <= 19
  return UNLIMITED.includes(value) || /^\d+$/.test(value)
}

/**
 * Sets a limit in the text of a limits.conf: in each line that sets it, or else at the end. Returns the text and the
 * last such line.
 */
function setLimit(text: string, params: Params): { next: string; line: string } {
  const { domain, limit_type, limit_item, value } = params
  const lines = splitLines(text)
  let shown: string | undefined
  const next = lines.map(line => {
    const [given = '', ...comment] = line.split('#')
    const [itsDomain, type, item, itsValue, ...more] = given.trim().split(/\s+/)
    const isIts = itsDomain === domain && type === limit_type && item === limit_item
    if (!isIts || itsValue === undefined || more.length > 0) return line
    const right = choose(itsValue, params)
    shown = right === itsValue ? line : lineOf(params, right, comment.join('#'))
    return shown
  })
  if (shown === undefined) {
    shown = lineOf(params, value, '')
    next.push(shown)
  }
  return {
    next:
      next.length === lines.length && next.every((line, at) => line === lines[at]) ? text : joinLines(next),
    line: shown,
  }
}

/** Returns the desired value of a line that has the value `now`. */
function choose(now: string, { value, limit_item, use_max, use_min }: Params): string {
  if (now === value || (!use_max && !use_min)) return value
  const isSigned = limit_item === 'nice' || limit_item === 'priority'
  const size = (limit: string) =>
    !isSigned && UNLIMITED.includes(limit) ? Number.POSITIVE_INFINITY : Number(limit)
  const keeps = use_max ? size(now) >= size(value) : size(now) <= size(value)
  return keeps || Number.isNaN(size(now)) ? now : value
}

function lineOf({ domain, limit_type, limit_item, comment }: Params, value: string, old: string): string {
  const shown = comment || old
  return [domain, limit_type, limit_item, value, ...(shown === '' ? [] : [`#${shown}`])].join('\t')
}
