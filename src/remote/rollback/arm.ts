import { randomBytes } from 'node:crypto'
import { programText } from '../../base/program-text.ts'
import { TaskError } from '../../errors.ts'
import { printedFields } from '../../shell/printed-fields.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import type { Host } from '../host.ts'
import { LIVENESS } from '../host-lock.ts'
import { type Probe, probe } from '../probe.ts'
import { FILTERS, WATCH } from './watch.ts'

/** What a guarded change is about to change. */
export interface GuardedResources {
  /**
   * A path that does not exist yet is removed by a rollback. `isWhole`: a directory that may be removed with
   * everything in it.
   */
  readonly paths: readonly { readonly path: string; readonly isWhole: boolean }[]
  readonly units: readonly { readonly name: string; readonly verb: 'restart' | 'reload' | '' }[]
}

/** A guarded change on its host: the state before, and a process that restores it. */
export interface HostGuard {
  /**
   * Saves the state of what will be changed, and restarts the countdown. Throws TaskError if that fails, or if the
   * changes have already been rolled back.
   */
  readonly save: (host: Host, touched: GuardedResources) => Promise<void>
  /** Saves a command that runs again after a rollback. */
  readonly saveCommand: (host: Host, command: SavedCommand) => Promise<void>
  /** Ends the guard, and keeps the changes; false if the host has already rolled back. */
  readonly disarm: (host: Host) => Promise<boolean>
  /**
   * Waits until the host has rolled back, immediately with `isNow`, else when its time is over. Returns one line for
   * each step; undefined if it takes longer than `seconds`. Throws TaskError if the host no longer has the guard.
   */
  readonly rollBack: (
    host: Host,
    how: { isNow: boolean; seconds: number },
  ) => Promise<readonly string[] | undefined>
}

interface SavedCommand {
  readonly title: string
  readonly script: ShellText
  readonly stdin?: Buffer | string | undefined
}

/**
 * Exit statuses of the scripts: the rollback is not complete yet; the guard no longer exists; the host has started
 * the rollback.
 */
const NOT_YET = 75
const GONE = 76
const CLAIMED = 77

/** Milliseconds for a response, in addition to the time that the script waits on purpose. */
const TIMEOUT = 120_000

/**
 * Starts to guard a change: after `seconds` without a heartbeat, the host restores everything that was saved,
 * including packet filters, and runs `undo`. Throws TaskError if the host has no directory for the guard, or the
 * guard's process does not start.
 */
export async function armGuard(
  host: Host,
  { seconds, undo }: { seconds: number; undo?: string | undefined },
): Promise<HostGuard> {
  const name = `drover-guard-${randomBytes(8).toString('hex')}`
  const armed = await host.run(armScript(name, seconds, undo), {
    title: 'arm the guard',
    stdin: WATCH,
    timeout: TIMEOUT,
  })
  const folder = armed.stdout.toString()
  const units = new Map<string, { readonly number: number; verb: string }>()
  let commands = 0
  const send = async (
    host: Host,
    title: string,
    script: ShellText,
    stdin?: Buffer | string,
  ): Promise<void> => {
    const { status } = await host.run(joinShell([sh`cd -- ${folder} 2>/dev/null || exit ${GONE}`, script]), {
      title,
      ok: [0, GONE, CLAIMED],
      timeout: TIMEOUT,
      ...(stdin === undefined ? {} : { stdin }),
    })
    if (status === 0) return
    throw new TaskError(
      `the host has started the rollback: no contact from the controller for ${seconds} s`,
      {
        hint: 'give the guard more seconds than the slowest task of the block needs',
      },
    )
  }
  return {
    save: (host, { paths, units: touched }) => {
      const script = joinShell([
        sh`: >alive && test ! -e claim || exit ${CLAIMED}`,
        KEEP,
        ...paths.map(({ path, isWhole }) => sh`keep ${path} ${isWhole ? 'tree' : 'file'}`),
        sh`echo "$number" >count || { d_report_full; exit 1; }`,
        ...touched.map(({ name, verb }) => {
          const known = units.get(name)
          const unit = known ?? { number: units.size + 1, verb }
          units.set(name, unit)
          if (verb !== '') unit.verb = verb
          return saveUnit(name, unit, known === undefined)
        }),
      ])
      return send(host, 'save the state before the change', script)
    },
    saveCommand: (host, { title, script, stdin = '' }) => {
      const file = `again.${++commands}`
      const keep = sh`: >alive && test ! -e claim || exit ${CLAIMED}
${printedFields(`${title.replaceAll('\n', ' ')}\n`)} >${`${file}.title`} && cat >${`${file}.in`} &&
${printedFields(`${script.text}\n`)} >${file} || { d_report_full; exit 1; }`
      return send(host, 'save the commands to run again', keep, stdin)
    },
    disarm: async host => {
      const { status } = await host.run(disarmScript(folder), {
        title: 'end the guard',
        ok: [0, GONE, CLAIMED],
        timeout: TIMEOUT,
      })
      return status === 0
    },
    rollBack: async (host, { isNow, seconds }) => {
      const { status, stdout } = await host.run(rollBackScript(folder, isNow, seconds), {
        title: 'roll back the changes',
        ok: [0, NOT_YET, GONE],
        timeout: seconds * 1000 + TIMEOUT,
      })
      if (status === NOT_YET) return undefined
      if (status === GONE) {
        throw new TaskError(
          'the host no longer has the guard: it was rebooted, or the guard was ended by another user',
          {
            hint: 'inspect the host: the guarded changes may be complete, partial, or rolled back',
          },
        )
      }
      return stdout.toString().split('\n').filter(Boolean)
    },
  }
}

/**
 * Asks whether another run has a guard that may still roll back here; returns its owner and start time, undefined if
 * there is none.
 */
export function foreignGuard(run: string): Probe<string | undefined> {
  return probe({
    title: 'whether another run guards a change',
    script: sh`${LIVENESS}
for d_file in /run/lock/.drover-run-g* /tmp/.drover-run-g* /dev/shm/.drover-run-g* /var/tmp/.drover-run-g*; do
test -f "$d_file" && ! test -L "$d_file" || continue
set -- $(ls -ldn -- "$d_file" 2>/dev/null)
case \${3-} in 0 | "$d_user") d_file_owner=$3;; *) continue;; esac
{ IFS= read -r d_run; IFS= read -r d_pid; IFS= read -r d_start; IFS= read -r d_who; IFS= read -r d_since; } 2>/dev/null <"$d_file" || continue
test "$d_run" != ${run} && d_is_alive "$d_file_owner" "$d_pid" "$d_start" || continue
printf '%s, since %s' "$d_who" "$d_since"
exit 0
done`,
    parse: ({ stdout }) => stdout.toString() || undefined,
  })
}

/**
 * Creates the guard's folder, starts the program from standard input that watches over the change, and prints the
 * folder.
 */
const ARM = new ShellText(programText(new URL('./arm.sh', import.meta.url)))

/** Defines the shell function `keep PATH tree|file`, which saves the state of a path. */
const KEEP = new ShellText(programText(new URL('./keep.sh', import.meta.url)))

function armScript(name: string, seconds: number, undo: string | undefined): ShellText {
  return sh`write_undo() { ${undo === undefined ? sh`:` : sh`${printedFields(`${undo}\n`)} >undo`}; }
set -- ${name} ${seconds}
${FILTERS}
${ARM}`
}

/**
 * Saves the state of a unit only the first time; the verb that makes it notice changes is saved each time, so the
 * last one counts.
 */
function saveUnit(
  name: string,
  { number, verb }: { readonly number: number; readonly verb: string },
  isFirst: boolean,
): ShellText {
  const first = sh`enabled=$(systemctl is-enabled -- ${name} 2>/dev/null | head -n 1); active=$(systemctl is-active -- ${name} 2>/dev/null | head -n 1)
printf '%s\n' ${name} "$enabled" "$active" >${`unit.${number}`} || { d_report_full; exit 1; }`
  return joinShell([
    ...(isFirst ? [first] : []),
    sh`echo ${verb} >${`verb.${number}`} || { d_report_full; exit 1; }`,
  ])
}

function disarmScript(folder: string): ShellText {
  return sh`cd -- ${folder} 2>/dev/null || exit ${GONE}
mkdir claim 2>/dev/null || exit ${CLAIMED}
lock_file=$(cat lock 2>/dev/null); pid=$(cat pid)
cd / && rm -rf -- ${folder}
case $lock_file in /*) rm -f -- "$lock_file";; esac
kill "$pid" 2>/dev/null
exit 0`
}

function rollBackScript(folder: string, isNow: boolean, seconds: number): ShellText {
  return sh`cd -- ${folder} 2>/dev/null || exit ${GONE}
${isNow ? sh`: >now` : sh`:`}
tries=0
until test -e done; do
tries=$((tries + 1))
test "$tries" -lt ${Math.ceil(seconds * 5)} || exit ${NOT_YET}
sleep 0.2 2>/dev/null || { sleep 1; tries=$((tries + 4)); }
done
cat done && cd / && rm -rf -- ${folder}`
}
