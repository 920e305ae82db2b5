import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { TaskError } from '../errors.ts'
import { MAX_INPUT } from './frame.ts'
import type { FileWrite, Host, LocalContent, RunOptions } from './host.ts'
import { LineReader } from './lines.ts'
import type { Answer, Probe } from './probe.ts'
import { putScript } from './put.ts'
import type { Protocol } from './session.ts'
import { type ShellText, sh } from './shell.ts'

/** Receives each line of output as it comes. */
export type OnLine = (stream: 'stdout' | 'stderr', line: string) => void

/** A probe that takes longer than this is taken for hung, in milliseconds. */
const PROBE_TIMEOUT = 120_000

/** A host as tasks see it, over one session. */
export function hostOver(name: string, protocol: Protocol, onLine?: OnLine): Host {
  const ask = async <T>(probe: Probe<T>): Promise<T> => {
    const answer = await protocol.send(
      { script: probe.script },
      { title: probe.title, timeout: PROBE_TIMEOUT },
    )
    if ((probe.answers ?? [0]).includes(answer.status)) return probe.parse(answer)
    throw failure(`could not look: ${probe.title}`, answer)
  }
  const run = async (script: ShellText, options: RunOptions = {}): Promise<Answer> => {
    const title = options.title ?? firstLine(script.text)
    const stdin = options.stdin === undefined ? Buffer.alloc(0) : Buffer.from(options.stdin)
    const lines = options.live && onLine ? new LineReader(onLine) : undefined
    const more = {
      title,
      ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
      ...(options.stdout === undefined ? {} : { stdout: options.stdout }),
      ...(lines === undefined ? {} : { onBytes: lines.push }),
    }
    const answer = await sendWith(protocol, script, stdin, more)
    lines?.end()
    if (options.ok === 'any' || (options.ok ?? [0]).includes(answer.status)) return answer
    throw failure(title, answer)
  }
  const write = async (file: FileWrite): Promise<void> => {
    const content = contentOf(file.content)
    // Nobody can guess the name, so nobody can have put a link there.
    const temporary = join(dirname(file.path), `.drover-${randomBytes(8).toString('hex')}`)
    const title = `write ${file.path}`
    const script = putScript(file, temporary)
    const isSmall = content.size <= MAX_INPUT
    const answer = isSmall
      ? await protocol.send(
          {
            script: sh`(umask 077; set -C; cat >${temporary}) && { ${script}\n}`,
            input: await readAll(content),
          },
          { title },
        )
      : await protocol.send(
          { script, spool: { path: temporary, size: content.size } },
          { title, content: content.open },
        )
    if (answer.status !== 0) throw failure(title, answer)
  }
  return { name, ask, run, write }
}

/** Standard input too big for the frame goes through a private file that is unlinked before the script starts. */
function sendWith(
  protocol: Protocol,
  script: ShellText,
  stdin: Buffer,
  options: { title: string },
): Promise<Answer> {
  if (stdin.length <= MAX_INPUT)
    return protocol.send({ script, ...(stdin.length > 0 ? { input: stdin } : {}) }, options)
  const path = `/tmp/.drover-${randomBytes(16).toString('hex')}`
  const wrapped = sh`exec <${path}; rm -f -- ${path}\n${script}`
  return protocol.send(
    { script: wrapped, spool: { path, size: stdin.length } },
    { ...options, content: () => Readable.from([stdin]) },
  )
}

function contentOf(content: FileWrite['content']): LocalContent {
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) return content
  const bytes = Buffer.from(content)
  return { size: bytes.length, open: () => Readable.from([bytes]) }
}

async function readAll(content: LocalContent): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of content.open()) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function failure(title: string, { status, stdout, stderr }: Answer): TaskError {
  const words = (stderr.toString().trim() || stdout.toString().trim()).split('\n').slice(-20).join('\n')
  return new TaskError(`${title}: status ${status}${words ? `: ${words}` : ''}`, {
    outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
  })
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
