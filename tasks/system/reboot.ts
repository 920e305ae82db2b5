/**
 * Reboots the host and waits until it is back.
 *
 *     - reboot: { reboot_timeout: 300, test_command: systemctl is-system-running --wait }
 */
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import {
  defineTask,
  number,
  plan,
  probe,
  type ReadHost,
  type ShellText,
  sh,
  TaskError,
  text,
  UnreachableError,
  z,
} from '../../src/authoring/task.ts'
import { bootId } from '../../src/built-in/host.ts'

const params = z.strictObject({
  reboot_timeout: number()
    .default(600)
    .describe('Seconds within which the host must be up again and `test_command` must succeed.')
    .meta({ examples: [300] }),
  pre_reboot_delay: number()
    .default(0)
    .describe('Seconds to wait before the reboot.')
    .meta({ examples: [10] }),
  post_reboot_delay: number()
    .default(0)
    .describe('Seconds to wait after the host is up again.')
    .meta({ examples: [10] }),
  connect_timeout: number()
    .default(10)
    .describe('Maximum number of seconds between attempts to connect to the host.')
    .meta({ examples: [5] }),
  test_command: text()
    .default('true')
    .describe('Read-only shell command that succeeds when the host is ready.')
    .meta({ examples: ['systemctl is-system-running --wait'] }),
  reboot_command: text()
    .optional()
    .describe('Shell command that reboots the host. Default: the standard command of the host.')
    .meta({ examples: ['/sbin/shutdown -r now'] }),
  msg: text()
    .default('reboot by Drover')
    .describe('Message to logged-in users, if the host can show one.')
    .meta({ examples: ['kernel update'] }),
})

export default defineTask({
  summary: 'Reboots the host and waits until it is up again. A new boot ID proves the reboot.',
  example: `- reboot:
    reboot_timeout: 300
    msg: kernel update
`,
  params,
  outputs: {
    rebooted: 'True if the host was rebooted; absent in a dry run.',
    elapsed: 'The number of seconds that the reboot took, with all delays; absent in a dry run.',
  },
  action: 'once',
  check: async ({ host }) => {
    const boot = await host.ask(bootId())
    if (boot === ownBootId()) {
      throw new TaskError(`${host.name} is the controller: a reboot would end the run`, {
        hint: 'exclude it with `when: inventory_hostname != …`, or run from another machine',
      })
    }
    return plan([{ resource: 'host:boot', action: 'reboot' }], { boot })
  },
  // A reboot changes no files.
  mayChange: () => [],
  apply: async ({ host, params, plan: { data }, reconnect, progress }) => {
    const began = Date.now()
    if (params.pre_reboot_delay > 0)
      progress?.({ waitsFor: 'the time before the reboot to pass', limit: params.pre_reboot_delay })
    await setTimeout(params.pre_reboot_delay * 1000)
    await start(() => host.run(rebootScript(params.reboot_command, params.msg), { title: 'reboot' }))
    await reconnect({
      milliseconds: params.reboot_timeout * 1000,
      pause: params.connect_timeout * 1000,
      what: 'the host to reboot',
      until: async again => (await again.ask(bootId())) !== data.boot && isReady(again, params.test_command),
    })
    if (params.post_reboot_delay > 0)
      progress?.({ waitsFor: 'the time after the reboot to pass', limit: params.post_reboot_delay })
    await setTimeout(params.post_reboot_delay * 1000)
    return { rebooted: true, elapsed: Math.round((Date.now() - began) / 1000) }
  },
})

/** Returns the boot ID of the controller; undefined if it has none. */
function ownBootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return undefined
  }
}

/** Starts the reboot. The connection may be lost before the answer arrives, which is not an error. */
async function start(reboot: () => Promise<unknown>): Promise<void> {
  try {
    await reboot()
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error
  }
}

function rebootScript(command: string | undefined, message: string): ShellText {
  if (command !== undefined) return sh`exec /bin/sh -c ${command}`
  return sh`if test -d /run/systemd/system; then systemctl reboot --message=${message} 2>/dev/null || systemctl reboot
elif command -v shutdown >/dev/null; then shutdown -r now ${message}
else reboot; fi`
}

function isReady(host: ReadHost, command: string): Promise<boolean> {
  return host.ask(
    probe({
      title: `whether \`${command}\` succeeds`,
      script: sh`/bin/sh -c ${command} </dev/null >/dev/null 2>&1; test $? -eq 0`,
      answers: [0, 1],
      parse: ({ status }) => status === 0,
    }),
  )
}
