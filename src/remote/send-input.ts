import type { ShellClient } from '../shell/client.ts'
import type { Answer, LocalContent } from '../shell/exchange.ts'
import { MAX_INPUT } from '../shell/frame.ts'
import type { SendOptions } from '../shell/pending-requests.ts'
import { type ShellText, sh } from '../shell/quote.ts'
import { folderIn, inSpool, type StagingDirectory } from './files/staging-directory.ts'
import { contentOf } from './local-content.ts'
import { PROBE_TIMEOUT } from './probe.ts'
import { probeFailure } from './probe-failure.ts'

/**
 * Sends a script with its standard input. An input too large for one request is first uploaded to a file in a private
 * folder; the file is removed before the script reads it.
 */
export async function sendWithInput(
  { send, pid }: Pick<ShellClient, 'send' | 'pid'>,
  name: string,
  script: ShellText,
  input: Buffer,
  options: SendOptions,
): Promise<Answer> {
  if (input.length <= MAX_INPUT) return send({ script, input }, options)
  const place = await send(
    { script: roomFor(input.length) },
    { title: 'a place for temporary files', timeout: PROBE_TIMEOUT },
  )
  if (place.status !== 0) throw probeFailure(`${options.title}: no directory can hold its input`, place)
  const folder = folderIn(place.stdout.toString(), name, pid)
  return send(
    {
      script: sh`exec <new && rm -f new && cd / && rmdir -- ${folder.path} || exit 1\n${script}`,
      spool: { folder: folder.path, size: input.length },
    },
    { ...options, content: contentOf(input) },
  )
}

/** Sends a script with a file, which is uploaded to a private folder. The script runs in that folder. */
export function sendWithStagedFile(
  { send }: Pick<ShellClient, 'send'>,
  folder: StagingDirectory,
  script: ShellText,
  options: SendOptions & { readonly content: LocalContent },
): Promise<Answer> {
  const spool = { folder: folder.path, size: options.content.size }
  return send({ script: inSpool(folder, script), spool }, options)
}

/**
 * Returns a script that prints the first writable directory with enough space, according to `df` if the host has it.
 */
function roomFor(size: number): ShellText {
  return sh`for d in "\${TMPDIR-}" /tmp /var/tmp /dev/shm "\${HOME-}" /; do
test -n "$d" && test -d "$d" && test -w "$d" || continue
set -- $(df -Pk -- "$d" 2>/dev/null | tail -n 1)
case \${4-} in '' | *[!0-9]*) ;; *) test "$4" -gt ${Math.ceil(size / 1024) + 64} || continue;; esac
printf %s "$d"; exit 0
done
echo 'no writable directory with room among TMPDIR, /tmp, /var/tmp, /dev/shm, HOME' >&2
exit 1`
}
