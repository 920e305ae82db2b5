import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server on this machine for one test: paths to what they answer. */
export interface Web {
  readonly url: string
  /** `GET /path`, as they came. */
  readonly asked: string[]
  readonly close: () => Promise<void>
}

export type Answers = Readonly<
  Record<string, string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void)>
>

/** Starts a web server that knows these paths and answers 404 to all others. */
export async function openWeb(answers: Answers): Promise<Web> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const answer = answers[request.url ?? '']
    if (typeof answer === 'function') answer(request, response)
    else if (answer === undefined) response.writeHead(404).end('not here')
    else response.end(answer)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
