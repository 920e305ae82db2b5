import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server on this machine for one test. */
export interface Web {
  readonly url: string
  /** The requests in order, as `GET /path`. */
  readonly asked: string[]
  readonly close: () => Promise<void>
}

export type Answers = Readonly<
  Record<string, string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void)>
>

/** Starts a web server that answers these paths. All others get the status 404. */
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
