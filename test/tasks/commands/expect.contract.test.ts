import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TaskError } from '../../../src/errors.ts'
import type { Host } from '../../../src/remote/host.ts'
import expectType from '../../../tasks/commands/expect.ts'
import { holdsContract } from '../../kit/contract.ts'
import { openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'
import { contractRows } from '../../kit/rows.ts'
import { until } from '../../kit/sshd.ts'

/** Asks in a terminal only, without echo, and shows what it was given, and what the terminal is. */
const ASKS = `trap 'echo hup >"$1"; exit' HUP
test -t 0 && test -t 1 || exit 9
printf 'Name: '; read -r name
printf 'Pass word: ' >/dev/tty; read -r word </dev/tty
printf 'Again: '; read -r again
printf '\\n%s|%s|%s|%s|%s|' "$name" "$word" "$again" "$(stty size)" "$SHELL"
`

const command = 'sh "@/asks it.sh" @/hup'
const prepare = (root: string) => writeFileSync(`${root}/asks it.sh`, ASKS)
const word = `p'"\\ $x;é%s`

contractRows('expect', expectType, [
  {
    title: 'answers prompts in a terminal, without echo, and leaves no file',
    params: {
      command,
      chdir: '@',
      responses: { '(?i)name: $': 'a b', '(?P<what>Pass|pass).word:': [`${word}\n`], Again: [3, 'never'] },
    },
    expects: 'plan',
    prepare,
    verify: (root, { applied }) => {
      const { start, end, delta, ...said } = applied
      for (const time of [start, end, delta]) assert.match(String(time), /:\d\d\.\d{6}$/)
      const line = `a b|${word}|3|24 80|${process.env.SHELL ?? ''}|`
      const stdout = `Name: Pass word: Again: \r\n${line}`
      const lines = ['Name: Pass word: Again: ', line]
      const cmd = `sh "${root}/asks it.sh" ${root}/hup`
      assert.equal(said, { rc: 0, cmd, stdout, stdout_lines: lines })
      assert.equal(
        readdirSync('/tmp').filter(name => name.startsWith('.drover-')),
        [],
      )
    },
  },
  {
    title: 'shows what is typed if it should, and takes all output of a command that is not read meanwhile',
    params: {
      command: `sh -c 'printf "Go? "; read -r x; i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "line $i with some text"; done; printf "Go? "; read -r x; echo "$x"'`,
      responses: { 'Go\\?': ['first', 'second'] },
      echo: true,
      timeout: null,
    },
    expects: 'plan',
    verify: (_, { applied }) => {
      const lines = applied.stdout_lines as string[]
      assert.equal([lines.length, lines[0], lines[3000]], [3003, 'Go? first', 'line 3000 with some text'])
      assert.equal(lines.slice(-2), ['Go? second', 'second'])
    },
  },
])

/** Each task goes to the next shell. */
let nth = 2

/** What running the task says, and what is registered of it. */
async function failureIn(params: object): Promise<{ message: string; outputs: Record<string, unknown> }> {
  const { path, remove } = scratch()
  const sessions = await openLocalSessions()
  const [session] = sessionsFrom(sessions, nth)
  nth += 1
  try {
    writeFileSync(`${path}/asks it.sh`, ASKS)
    const given = JSON.parse(JSON.stringify(params).replaceAll('@', path))
    await holdsContract({
      type: expectType,
      host: session?.host as Host,
      root: path,
      params: given,
      expects: 'plan',
    })
    return { message: 'nothing', outputs: {} }
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    const { message, hint, outputs } = error
    const { rc, msg } = outputs
    if (rc === null) await until('what hung is ended', () => existsSync(`${path}/hup`))
    return { message: `${message} (${hint})`.replaceAll(path, '@'), outputs: { rc, msg } }
  } finally {
    for (const { close } of sessions) await close()
    remove()
  }
}

test('a command that waits for what nobody answers is ended, and says what it printed', async () => {
  const late = await failureIn({ command, timeout: 1, responses: { 'Name:': 'a' } })
  assert.equal(late, {
    message:
      '`sh "@/asks it.sh" @/hup` printed no prompt and did not end within 1 s; it printed: Name: Pass word:  (add what it waits for to `responses`, or raise `timeout`)',
    outputs: { rc: null, msg: 'command exceeded timeout' },
  })
})

test('a prompt without answers left, a status and a missing directory are errors', async () => {
  const again = await failureIn({ command, responses: { '(Name|word):': ['a'] } })
  assert.equal(again.outputs, {
    rc: null,
    msg: "No remaining responses for '(Name|word):', output was 'Name: Pass word: '",
  })
  const failed = await failureIn({ command: "sh -c 'echo oh; exit 7'", responses: {} })
  assert.is(failed.message, "`sh -c 'echo oh; exit 7'` ended with status 7: oh (undefined)")
  const nowhere = await failureIn({ command: 'true', chdir: '@/none', responses: {} })
  assert.match(nowhere.message, /^`true` ended with status 1: .*@\/none/)
})

test.run()
