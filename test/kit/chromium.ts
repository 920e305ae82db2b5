import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
}

/**
 * A page that is open in a browser, with the requests that it has sent and the errors that the browser has reported.
 */
export interface OpenPage {
  /** Evaluates an expression, whose value must be JSON. A promise is awaited. */
  readonly evaluate: (expression: string) => Promise<unknown>
  /** Returns a screenshot of the window as PNG. */
  readonly screenshot: () => Promise<Buffer>
  readonly resize: (width: number, height: number) => Promise<void>
  readonly theme: (name: 'light' | 'dark') => Promise<void>
  readonly press: (key: string) => Promise<void>
  /** The errors and warnings on the console, including violations of the page's content security policy. */
  readonly complaints: readonly string[]
  /** The addresses of all requests. */
  readonly requests: readonly string[]
}

/** A real headless Chromium, which is controlled through a pipe. */
export class Chromium {
  readonly #child: ChildProcess
  readonly #folder = mkdtempSync(join(tmpdir(), 'drover-chromium-'))
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly #listeners: ((message: Message) => void)[] = []
  readonly #input: Writable
  #last = 0

  constructor() {
    const words = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
    ]
    this.#child = spawn(
      'chromium',
      [...words, '--remote-debugging-pipe', `--user-data-dir=${this.#folder}`, 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    )
    const [, , , input, output] = this.#child.stdio as [null, null, null, Writable, Readable]
    this.#input = input
    let text = ''
    output.setEncoding('utf8').on('data', (part: string) => {
      const messages = (text + part).split('\0')
      text = messages.pop() ?? ''
      for (const each of messages) this.#take(JSON.parse(each))
    })
  }

  /** Opens an address in a window of this size, and waits until the page reports that it is ready. */
  async open(address: string, width = 1280, height = 900): Promise<OpenPage> {
    const { targetId } = await this.#ask('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.#ask('Target.attachToTarget', { targetId, flatten: true })
    const ask = (method: string, params: object = {}) => this.#ask(method, params, String(sessionId))
    const [complaints, requests]: [string[], string[]] = [[], []]
    this.#listeners.push(message => note(message, complaints, requests))
    for (const part of ['Page', 'Runtime', 'Log', 'Network']) await ask(`${part}.enable`)
    const resize = async (wide: number, high: number): Promise<void> => {
      const metrics = { width: wide, height: high, deviceScaleFactor: 1, mobile: false }
      await ask('Emulation.setDeviceMetricsOverride', metrics)
    }
    const evaluate = async (expression: string): Promise<unknown> => {
      const { result, exceptionDetails } = await ask('Runtime.evaluate', {
        ...{ expression, awaitPromise: true, returnByValue: true },
      })
      if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`)
      return (result as { readonly value?: unknown }).value
    }
    await resize(width, height)
    await ask('Page.navigate', { url: address })
    const isReady = "document.documentElement?.dataset.ready === 'true'"
    while (!(await evaluate(isReady))) await new Promise(resolve => setTimeout(resolve, 20))
    return {
      ...{ evaluate, resize, complaints, requests },
      screenshot: async () => Buffer.from(String((await ask('Page.captureScreenshot')).data), 'base64'),
      theme: async value => {
        await ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
      },
      press: async key => {
        const text = key.length === 1 ? { text: key } : {}
        await ask('Input.dispatchKeyEvent', { type: 'keyDown', key, ...text })
        await ask('Input.dispatchKeyEvent', { type: 'keyUp', key })
      },
    }
  }

  async close(): Promise<void> {
    const ended = new Promise(resolve => this.#child.on('close', resolve))
    this.#input.write(`${JSON.stringify({ id: 0, method: 'Browser.close' })}\0`)
    await ended
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  #ask(method: string, params: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    this.#last += 1
    const id = this.#last
    this.#input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`)
    return new Promise((resolve, reject) =>
      this.#waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result ?? {})
      }),
    )
  }

  #take(message: Message): void {
    if (message.id === undefined) for (const listen of this.#listeners) listen(message)
    else this.#waiting.get(message.id)?.(message)
  }
}

function note({ method, params = {} }: Message, complaints: string[], requests: string[]): void {
  if (method === 'Network.requestWillBeSent') requests.push((params.request as { readonly url: string }).url)
  const isComplaint =
    method === 'Runtime.exceptionThrown' ||
    method === 'Runtime.consoleAPICalled' ||
    method === 'Log.entryAdded'
  if (isComplaint) complaints.push(JSON.stringify(params))
}
