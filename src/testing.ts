import type { FileWrite, Host, RunOptions } from './host/host.ts'
import type { Answer, Probe } from './host/probe.ts'
import type { ShellText } from './host/shell.ts'

/** What a fake host was told to do, in order. */
export type Deed = { run: string; options?: RunOptions } | { write: FileWrite }

/** A host that answers probes by their title and writes down what it is told to do: the only fake there is. */
export function fakeHost(answers: Readonly<Record<string, unknown>>, name = 'node1') {
  const deeds: Deed[] = []
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
