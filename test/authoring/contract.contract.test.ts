import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { InSync } from '../../src/authoring/plan.ts'
import { defineTask, fileContent, inSync, type Plan, plan, sh, z } from '../../src/authoring/task.ts'
import { testContract } from '../../src/authoring/testing.ts'
import type { Host, ReadHost } from '../../src/remote/host.ts'
import { container } from '../kit/container.ts'
import { holdsContract } from '../kit/contract.ts'
import { scratch } from '../kit/local-session.ts'
import { openShell } from '../kit/shell-session.ts'
import { shellWords } from '../kit/shells.ts'
import { openSshd } from '../kit/sshd.ts'

/** How the check or apply of a row differs from that of a correct task type. */
interface Oddity {
  readonly check?: (
    host: Host,
    path: string,
    isCheckMode: boolean,
  ) => Promise<InSync | Plan<Data> | undefined>
  readonly apply?: (host: Host, path: string) => Promise<void>
}

interface Data {
  readonly line: string
}

const lineTask = ({ check, apply }: Oddity = {}) =>
  defineTask({
    summary: 'Writes a line to a file.',
    example: 'line: { path: /etc/a, line: b }',
    params: z.strictObject({ path: z.string(), line: z.string().default('a line') }),
    aliases: { dest: 'path' },
    check: async ({ host, params: { path, line }, isCheckMode }) => {
      const odd = await check?.(host as Host, path, isCheckMode)
      if (odd) return odd
      const now = (await host.ask(fileContent(path)))?.toString() ?? null
      if (now === `${line}\n`) return inSync()
      const change = {
        resource: `file:${path}`,
        action: 'update',
        before: { text: now },
        after: { text: line },
      }
      return plan([change], { line }, { kept: undefined })
    },
    apply: async ({ host, params: { path }, plan: { data } }) => {
      if (apply) await apply(host, path)
      else await host.write({ path, content: `${data.line}\n`, mode: '0644' })
    },
  })

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const { path, remove } = scratch()
  try {
    await body(path)
  } finally {
    remove()
  }
}

for (const [title, connection] of [
  ['this machine', 'local'],
  ['mksh', instead(shellWords('mksh'))],
  ['busybox', instead(shellWords('busybox'))],
] as const) {
  test(`a correct task type passes \`testContract\` on ${title}`, () =>
    inFolder(async root => {
      const path = join(root, "it's a file")
      const outcome = await testContract(lineTask(), {
        ...{ params: { path }, connection, root },
        prepare: host => host.run(sh`echo other >${path}; mkdir -- ${`${root}/a\n b`}`),
        verify: async host => assert.is((await host.ask(fileContent(path)))?.toString(), 'a line\n'),
      })
      assert.equal(outcome.first.kind === 'plan' && outcome.first.data, { line: 'a line' })
      assert.equal(outcome.applied, {})
      assert.is(outcome.after?.kind, 'in-sync')
      const again = await testContract(lineTask(), { params: { path }, root, connection, expects: 'in-sync' })
      assert.equal(again, { first: { kind: 'in-sync', outputs: {} }, applied: {} })
    }))
}

test('a correct task type passes `testContract` on a host over ssh', () =>
  inFolder(async root => {
    const sshd = await openSshd()
    const { address, port, user, sshArgs, privateKeyFile, knownHostsFile } = sshd.target()
    const files = ['-i', privateKeyFile ?? '', '-o', `UserKnownHostsFile=${knownHostsFile ?? ''}`]
    try {
      const reach = {
        address,
        sshArgs: [...sshArgs, ...files],
        ...(port ? { port } : {}),
        ...(user ? { user } : {}),
      }
      await testContract(lineTask(), { params: { path: `${root}/a` }, root, ...reach })
      assert.is(readFileSync(`${root}/a`, 'utf8'), 'a line\n')
    } finally {
      await sshd.close()
    }
  }))

test('`testContract` in a container passes a correct task type and reports a file that its check writes anywhere', () =>
  inFolder(async root => {
    const given = { params: { path: '/etc/a' }, root: '/', connection: container(root) }
    await testContract(lineTask(), given)
    assert.is(readFileSync(`${root}/etc/a`, 'utf8'), 'a line\n')
    const leaks = lineTask({ check: host => host.run(sh`touch /var/left`).then(() => undefined) })
    const error = await failure(testContract(leaks, given))
    assert.match(error, /^the check changed the host:\n/)
    assert.match(error, /^\+ \.\/var\/left mode /m)
  }))

const change = { resource: 'file:/a', action: 'update', before: { n: 1 }, after: { n: 2 } }

/** A fault of a task type, and the error that the contract reports. */
const ROWS: readonly (Oddity & { readonly title: string; readonly error: RegExp })[] = [
  {
    title: 'a check that writes',
    check: (host, path) => host.run(sh`echo a >${path}.log`).then(() => undefined),
    error: /^the check changed the host:\n[\s\S]*\+ .*\/a\.log /,
  },
  {
    title: 'a check that gives a file another mode',
    check: (host, path) => host.run(sh`: >>${path}; chmod 0600 ${path}`).then(() => undefined),
    error: /^the check changed the host:\n/,
  },
  {
    title: 'a plan with a Date',
    check: async () => plan([change], { line: new Date(0) as never }),
    error: /^the result of check\.data\.line is a Date, which JSON does not keep$/,
  },
  {
    title: 'a plan with a Map',
    check: async () => plan([change], new Map() as never),
    error: /^the result of check\.data is a Map, which JSON does not keep$/,
  },
  {
    title: 'outputs with a number that JSON cannot hold',
    check: async () => inSync({ size: Number.NaN }),
    error: /^the result of check\.outputs\.size is NaN, which JSON does not keep$/,
  },
  {
    title: 'a dry run whose result differs from that of the run',
    check: async (_, __, isCheckMode) => (isCheckMode ? plan([change], { line: '' }) : undefined),
    error: /^the dry run predicted \[[\s\S]*"file:\/a"[\s\S]*\], and the run found \[[\s\S]*a line/,
  },
  {
    title: 'a first check that finds nothing to do',
    check: async () => inSync(),
    error: /^the first check was expected to return `plan` and returned \{\n "kind": "in-sync"/,
  },
  {
    title: 'a plan without changes',
    check: async () => plan([], { line: '' }),
    error: /^a plan must have changes, or say what it waits for/,
  },
  {
    title: 'a change whose states before and after are equal',
    check: async () => plan([{ ...change, after: { n: 1 } }], { line: '' }),
    error: /^the change of file:\/a has the same `before` and `after`$/,
  },
  {
    title: 'a resource without a kind',
    check: async () => plan([{ ...change, resource: '/etc/motd' }], { line: '' }),
    error: /^the resource `\/etc\/motd` is not written as `kind:name`$/,
  },
  {
    title: 'an apply that does nothing',
    apply: async () => {},
    error: /^after apply, the check still finds \[[\s\S]*"action": "update"/,
  },
  {
    title: 'a check that is never in sync in a dry run',
    check: async (host, path, isCheckMode) => {
      const now = await host.ask(fileContent(path))
      return isCheckMode && now
        ? plan([{ ...change, resource: `file:${path}`, before: { text: null }, after: { text: 'a line' } }], {
            line: '',
          })
        : undefined
    },
    error: /^a second run would change the host again$/,
  },
  {
    title: 'an apply that fails',
    apply: host => host.run(sh`echo broken >&2; exit 3`, { title: 'mend it' }).then(() => {}),
    error: /^mend it: status 3: broken$/,
  },
]

let session: Awaited<ReturnType<typeof openShell>>
test.before(async () => {
  session = await openShell('dash')
})
test.after(() => session.close())

for (const { title, error, ...oddity } of ROWS) {
  test(`the contract reports ${title}`, () =>
    inFolder(async root => {
      const given = { type: lineTask(oddity), params: { path: `${root}/a` }, root, expects: 'plan' as const }
      assert.match(await failure(holdsContract({ ...given, host: session.host })), error)
    }))
}

test('`testContract` does not check an action after apply, and applies the stages of a plan one after another', () =>
  inFolder(async root => {
    const counted: number[] = []
    const action = { ...lineTask({ apply: async () => {} }), action: 'once' as const }
    const { after } = await testContract(action, { params: { path: `${root}/a` }, root })
    assert.is(after, undefined)
    const staged = defineTask({
      summary: 'Grows a file in steps.',
      example: 'grow: { path: /a }',
      params: z.strictObject({ path: z.string() }),
      check: async ({ host, params: { path } }: { host: ReadHost; params: { path: string } }) => {
        const size = (await host.ask(fileContent(path)))?.length ?? 0
        if (size >= 2) return inSync()
        const step = plan(
          [{ resource: `file:${path}`, action: 'update', before: { size }, after: { size: size + 1 } }],
          size,
        )
        return { ...step, isStage: true }
      },
      apply: async ({ host, params: { path }, plan: { data } }) => {
        counted.push(data)
        await host.run(sh`printf x >>${path}`)
        return { [`step${data}`]: true }
      },
    })
    const { applied } = await testContract(staged, { params: { path: `${root}/b` }, root })
    assert.equal(counted, [0, 1])
    assert.equal(applied, { step0: true, step1: true })
  }))

test('the check after apply gets the applied plan, also for an action with `isCheckedAgain`', () =>
  inFolder(async root => {
    const seen: unknown[] = []
    const restart = defineTask({
      summary: 'Restarts a service.',
      example: 'restart: { path: /a }',
      params: z.strictObject({ path: z.string() }),
      action: 'once' as const,
      isCheckedAgain: true,
      check: async ({ carriedOut }) => {
        seen.push(carriedOut?.data)
        return carriedOut ? inSync() : plan([change], 'restart')
      },
      apply: async ({ host, params: { path } }) => {
        await host.run(sh`echo restarted >>${path}`)
      },
    })
    const { after } = await testContract(restart, { params: { path: `${root}/a` }, root })
    assert.is(after?.kind, 'in-sync')
    assert.equal(seen, [undefined, undefined, 'restart'])
  }))

test('wrong params, a missing directory and an unreachable host are errors of `testContract`', () =>
  inFolder(async root => {
    const params = { path: `${root}/a` }
    assert.match(await failure(testContract(lineTask(), { params: { pth: '' } as never, root })), /pth/)
    assert.match(
      await failure(testContract(lineTask(), { params, root: `${root}/none` })),
      new RegExp(`^list ${root}/none: status 1: `),
    )
    assert.match(
      await failure(testContract(lineTask(), { params, root, connection: ['false'] })),
      /^local \(false\): .*POSIX shell/,
    )
  }))

test.run()

async function failure(trial: Promise<unknown>): Promise<string> {
  return trial.then(
    () => 'no error',
    error => error.message,
  )
}

/** Command words that start the given shell instead of the `/bin/sh` that follows them. */
function instead(shell: readonly string[]): string[] {
  return ['/bin/sh', '-c', 's="$1"; shift 2; exec $s "$@"', 'sh', shell.join(' ')]
}
