import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** An error that an editor shows in a file. */
interface Diagnostic {
  readonly message: string
  /** The line, from 1. */
  readonly line: number
}

/** The real yaml-language-server, run for a project as an editor does. */
export interface LanguageServer {
  /** Opens a text as a file of the project that was not opened before. Returns its errors. */
  readonly diagnose: (file: string, text: string) => Promise<Diagnostic[]>
  /** Returns the completions at the `|` in a text. */
  readonly complete: (file: string, text: string) => Promise<string[]>
  readonly close: () => Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: {
    readonly uri: string
    readonly diagnostics: readonly RawDiagnostic[]
    readonly items: readonly { readonly section: string }[]
  }
  readonly result?: unknown
}

interface RawDiagnostic {
  readonly message: string
  readonly range: { readonly start: { readonly line: number } }
}

/** Starts the server with the settings that a project has for VS Code. */
export async function openLanguageServer(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<LanguageServer> {
  const main = fileURLToPath(import.meta.resolve('yaml-language-server'))
  const program = join(dirname(main), '../../../bin/yaml-language-server')
  const connection = connect(spawn(process.execPath, [program, '--stdio'], { cwd: folder }), settings)
  const root = pathToFileURL(folder).href
  const folders = [{ uri: root, name: 'project' }]
  await connection.ask('initialize', {
    ...{ processId: process.pid, rootUri: root, workspaceFolders: folders },
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: false } } } },
  })
  connection.say('initialized', {})
  connection.say('workspace/didChangeConfiguration', { settings })
  const open = (file: string, text: string): string => {
    const uri = pathToFileURL(join(folder, file)).href
    connection.say('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } })
    return uri
  }
  return {
    diagnose: async (file, text) => {
      const uri = open(file, text)
      const found = await connection.diagnosticsOf(uri)
      return found.map(({ message, range }) => ({ message, line: range.start.line + 1 }))
    },
    complete: async (file, text) => {
      const before = text.slice(0, text.indexOf('|')).split('\n')
      const uri = open(file, text.replace('|', ''))
      await connection.diagnosticsOf(uri)
      const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
      const result = await connection.ask('textDocument/completion', { textDocument: { uri }, position })
      const { items } = result as { items: readonly { label: string }[] }
      return items.map(({ label }) => label)
    },
    close: () => connection.close(),
  }
}

/**
 * Connects to the server by JSON-RPC with `Content-Length` headers. Source:
 * https://microsoft.github.io/language-server-protocol/
 */
function connect(child: ChildProcessWithoutNullStreams, settings: Readonly<Record<string, unknown>>) {
  let buffered = Buffer.alloc(0)
  let lastId = 0
  const answers = new Map<number, (result: unknown) => void>()
  const waiting = new Map<string, (found: readonly RawDiagnostic[]) => void>()
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const receive = ({ id, method, params, result }: Message): void => {
    if (method === 'textDocument/publishDiagnostics' && params) waiting.get(params.uri)?.(params.diagnostics)
    else if (method === 'workspace/configuration' && params)
      send({ id, result: params.items.map(({ section }) => settings[section] ?? null) })
    // The server's other requests get an empty answer.
    else if (method !== undefined && id !== undefined) send({ id, result: null })
    else if (id !== undefined) answers.get(id)?.(result)
  }
  child.stdout.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk])
    for (;;) {
      const end = buffered.indexOf('\r\n\r\n')
      const [, length] = /Content-Length: (\d+)/.exec(buffered.subarray(0, end).toString()) ?? []
      if (end < 0 || buffered.length < end + 4 + Number(length)) return
      const body = buffered.subarray(end + 4, end + 4 + Number(length))
      buffered = buffered.subarray(end + 4 + Number(length))
      receive(JSON.parse(body.toString()))
    }
  })
  return {
    say: (method: string, params: object) => send({ method, params }),
    ask: (method: string, params: object) =>
      new Promise<unknown>(resolve => {
        lastId += 1
        answers.set(lastId, resolve)
        send({ id: lastId, method, params })
      }),
    diagnosticsOf: (uri: string) =>
      new Promise<readonly RawDiagnostic[]>(resolve => {
        waiting.set(uri, resolve)
      }),
    close: () =>
      new Promise<void>(resolve => {
        child.on('close', () => resolve())
        child.kill()
      }),
  }
}
