import type { FileWrite } from '../remote/files/file-write.ts'
import type { Host, RunOptions } from '../remote/host.ts'
import type { Probe } from '../remote/probe.ts'
import type { Answer } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'

/** What a fake host was told to do, in order. */
export type Call = { run: string; options?: RunOptions } | { write: FileWrite }

/** A host that answers probes by their title and writes down what it is told to do: the only fake there is. */
export function fakeHost(answers: Readonly<Record<string, unknown>>, name = 'node1') {
  const deeds: Call[] = []
  const asked: string[] = []
  const host: Host = {
    name,
    ask: async <T>(probe: Probe<T>): Promise<T> => {
      asked.push(probe.title)
      if (!(probe.title in answers))
        throw new Error(`the test gives no answer to the probe \`${probe.title}\``)
      return answers[probe.title] as T
    },
    run: async (script: ShellText, options?: RunOptions): Promise<Answer> => {
      deeds.push(options ? { run: script.text, options } : { run: script.text })
      return { status: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
    },
    write: async (file: FileWrite) => {
      deeds.push({ write: file })
    },
  }
  return { host, deeds, asked }
}
