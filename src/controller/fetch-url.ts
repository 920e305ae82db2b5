import { fetchHint } from '../base/fetch-hints.ts'
import { InputError } from '../errors.ts'
import type { WebRequest } from '../functions/controller.ts'
import { PRINTING } from '../shell/programs/remote-functions.ts'
import { downloadScript, shownUrl } from '../task-lib/downloads/download.ts'
import { lastLine, runProgram } from './run-program.ts'

/**
 * Returns the content of a URL, fetched by curl, which knows proxies and redirects. Addresses and passwords are
 * passed to curl on its standard input. Throws InputError if it fails.
 */
export function fetchUrl(request: WebRequest): string {
  const { url } = request
  if (
    !/^(?:https?|ftp):\/\//i.test(url) ||
    /[\0\r\n]/.test([url, ...Object.values(request.headers)].join(''))
  )
    throw new InputError(`\`url\` supports http, https and ftp, got \`${shownUrl(url)}\``)
  const fetch = downloadScript('curl', { ...request, environment: { LC_ALL: 'C' } }).text
  const script = `${PRINTING.text}\n${fetch}\n`
  const ended = runProgram('/bin/sh', ['-s'], { input: script, seconds: 120 })
  if (ended.failure === undefined) return ended.stdout
  const why = `curl ${ended.failure}${lastLine(ended)}`
  throw new InputError(`\`url\` cannot fetch \`${shownUrl(url)}\`: ${why}`, {
    hint: ended.status === 127 ? 'install curl on the controller' : fetchHint(why),
  })
}
