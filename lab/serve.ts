import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { controllerAddress } from './addresses.ts'

// A separate program: `serve.ts DIR` serves the files of a folder on the bridge until it is ended.
const folder = process.argv[2]
if (!folder) throw new Error('usage: serve.ts DIR')

const server = createServer((request, response) => {
  void answer(folder, request.method ?? '', request.url ?? '/', response).catch(() => response.destroy())
})
server.listen(80, controllerAddress)

async function answer(dir: string, method: string, url: string, response: ServerResponse): Promise<void> {
  if (method !== 'GET' && method !== 'HEAD') return end(response, 405)
  const path = normalize(decodeURIComponent(new URL(url, 'http://lab').pathname)) // no `..` is left of an absolute path
  const file = join(dir, path)
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) return end(response, 404)
  const headers = { 'content-length': found.size, 'content-type': 'application/octet-stream' }
  response.writeHead(200, { ...headers, 'last-modified': found.mtime.toUTCString() })
  if (method === 'HEAD') return end(response)
  await pipeline(createReadStream(file), response)
}

function end(response: ServerResponse, status = response.statusCode): void {
  response.statusCode = status
  response.end()
}
