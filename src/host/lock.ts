import { createHash, randomBytes } from 'node:crypto'
import { BusyError, SameMachineError } from '../errors.ts'
import type { Target } from './connection.ts'
import type { Protocol } from './session.ts'
import { type ShellText, sh } from './shell.ts'

/** The run that wants to change hosts, as the next one that comes reads of it. */
export interface LockOwner {
  /** The same for all sessions of a run. */
  readonly run: string
  /** Who runs it and where, `alice@build7`. */
  readonly who: string
}

/** In whose name hosts are locked. */
export interface Locking extends LockOwner {
  /** Hears what is odd about a host: that it cannot be locked, has another name, or a wrong clock. The run goes on. */
  readonly warn: (message: string) => void
}

/** Statuses of the script, beside 0: another run is there, or another host of ours; there is no place for word of ours. */
const BUSY = 75
const SAME = 76
const NO_PLACE = 69

/** Milliseconds for an answer that needs a few small processes. */
const TIMEOUT = 60_000

/**
 * A session's part in the rule that one run at a time changes a host. Nothing is asked until something is to be written.
 * Word of the run lies where all logins can read it, and counts for as long as the shell that left it lives.
 */
export class HostLock {
  readonly #host: string
  readonly #machine: string
  readonly #locking: Locking
  readonly #protocol: Pick<Protocol, 'send'>
  #taking: Promise<void> | undefined
  #isHeld = false

  constructor(target: Lockable, locking: Locking, protocol: Pick<Protocol, 'send'>) {
    this.#host = target.name
    this.#machine = machineOf(target)
    this.#locking = locking
    this.#protocol = protocol
  }

  /** Whether the host has said that it is ours; what is sent before that must itself be held back by the shell. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Takes the lock, once. Throws BusyError where another run has it; the next call tries again. */
  take(): Promise<void> {
    this.#taking ??= this.#take().catch(error => {
      this.#taking = undefined
      throw error
    })
    return this.#taking
  }

  async #take(): Promise<void> {
    const { status, stderr } = await this.#protocol.send(
      { script: lockScript(this.#locking, this.#host, this.#machine), isLock: true },
      { title: 'keep other runs away', timeout: TIMEOUT },
    )
    const said = stderr.toString()
    if (status === BUSY) throw this.#busy(said)
    if (status === SAME) throw this.#same(said.trim())
    if (status === 0) this.#tellNames(said.split('\n').filter(Boolean))
    else {
      this.#locking.warn(
        `${this.#host} cannot be kept from other runs: there is no place among ${PLACES} that can be written`,
      )
    }
    this.#isHeld = true
  }

  /** Who gives several names one address knows what that means; it is told once for each name. */
  #tellNames(names: readonly string[]): void {
    for (const name of new Set(names)) {
      this.#locking.warn(
        `${name} and ${this.#host} are one machine, by the inventory: both are worked on, each change is a change of both`,
      )
    }
  }

  #same(name: string): SameMachineError {
    return new SameMachineError(
      `${name} and ${this.#host} are the same machine: this run is changing it as ${name}, and does nothing there as ${this.#host}`,
      {
        hint: 'take one of the names out of the inventory, or give both the same `address` and `port` if both are meant',
      },
    )
  }

  #busy(said: string): BusyError {
    const [who = '', run = '', since = '', pid = ''] = said.split('\n')
    return new BusyError(
      `${this.#host} is being changed by another run: ${who}, since ${since}, run ${run}, process ${pid} there`,
      {
        hint: '`--lock-wait SECONDS` waits for its end; if it should not be there, end that process on the host',
      },
    )
  }
}

/** What says where a session leads. */
export type Lockable = Pick<Target, 'name' | 'connection' | 'address' | 'port'>

/** The same for names that the inventory itself says are one machine. */
function machineOf({ connection, address, port = 22 }: Lockable): string {
  const way = connection === 'ssh' || connection === 'local' ? [connection, address, port] : connection
  return createHash('sha256').update(JSON.stringify(way)).digest('hex').slice(0, 16)
}

/** Where word of a run is left: the first that can be written. All are read. */
const PLACES = '/run/lock, /tmp, /dev/shm, /var/tmp'

/** `d_start PID`: when that process was started, so that it is told from a later one of that number; nothing where it is gone. */
export const START_OF = sh`d_start() {
d_l=; IFS= read -r d_l 2>/dev/null </proc/$1/stat || { kill -0 "$1" 2>/dev/null && echo x; return; }
set -- \${d_l##*") "}
case $1 in Z* | X*) ;; *) echo "\${20}";; esac
}`

/**
 * First leaves word, then looks whether another run has: two that come together both see each other, and neither goes on.
 * Another host of our own run stands in the way, too: only one machine has both its word and its process. Machine ids
 * would say less, for containers share them.
 *
 * Word counts where its file is of our own user or of root, so that nobody else can keep us out, and where its process is
 * still the one that left it; what does not count and can be removed is removed. Who goes on adds to its word that it is in:
 * of several, that one is told of, and not one that will stand back.
 *
 * The session's shell keeps the name that is printed, removes the file at its end, and has `x` in its place where there is
 * no lock to be had.
 */
function lockScript({ run, who }: LockOwner, host: string, machine: string): ShellText {
  const [ownRun, owner] = [run, who].map(oneLine)
  const name = `.drover-run-${randomBytes(8).toString('hex')}`
  return sh`umask 022
${START_OF}
d_own=
for d_i in /run/lock /tmp /dev/shm /var/tmp; do
test -d "$d_i" && test -w "$d_i" || continue
d_new=$d_i/.drover-new-$$; d_new=$d_new-${name}
{ printf '%s\\n' ${ownRun ?? ''} $$ "$(d_start $$)" ${owner ?? ''} "$(date -u '+%Y-%m-%d %H:%M:%S UTC')" ${host} ${machine} >"$d_new" &&
mv -f -- "$d_new" "$d_i/"${name}; } 2>/dev/null && { d_own=$d_i/${name}; break; }
rm -f -- "$d_new" 2>/dev/null
done
d_me=$(id -u); d_busy=
for d_f in /run/lock/.drover-run-* /tmp/.drover-run-* /dev/shm/.drover-run-* /var/tmp/.drover-run-*; do
test -f "$d_f" && ! test -L "$d_f" && test "$d_f" != "$d_own" || continue
set -- $(ls -ldn -- "$d_f" 2>/dev/null)
case \${3-} in 0 | "$d_me") ;; *) continue;; esac
d_run=; d_pid=; d_at=; d_who=; d_since=; d_host=; d_machine=; d_in=
{ for d_l in d_run d_pid d_at d_who d_since d_host d_machine d_in; do IFS= read -r "$d_l"; done; } 2>/dev/null <"$d_f"
if test "$d_run" = ${ownRun ?? ''} && test "$d_host" = ${host}; then continue; fi
case $d_pid in '' | *[!0-9]*) d_now=;; *) d_now=$(d_start "$d_pid");; esac
if test -n "$d_now" && test "$d_now" = "$d_at"; then
if test "$d_run" = ${ownRun ?? ''}; then
echo "$d_host" >&2
test "$d_machine" != ${machine} || continue
test -z "$d_own" || rm -f -- "$d_own"
exit ${SAME}
fi
d_busy=$(printf '%s\\n' "$d_who" "$d_run" "$d_since" "$d_pid")
test -z "$d_in" || break
continue
fi
rm -f -- "$d_f" 2>/dev/null
done
if test -n "$d_busy"; then
test -z "$d_own" || rm -f -- "$d_own"
printf '%s\\n' "$d_busy" >&2
exit ${BUSY}
fi
test -z "$d_own" || echo in 2>/dev/null >>"$d_own"
echo "\${d_own:-x}"
test -n "$d_own" || exit ${NO_PLACE}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
