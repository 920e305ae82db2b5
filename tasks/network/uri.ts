/**
 * An HTTP request from the host, and the response.
 *
 *     - uri: { url: "http://127.0.0.1:8080/health", status_code: 200 }
 */
import {
  defineTask,
  type Host,
  inSync,
  orUnknown,
  plan,
  presentTools,
  probe,
  type ReadHost,
  sh,
  TaskError,
  Unknown,
} from '../../src/authoring/task.ts'
import {
  curlCommand,
  curlSettings,
  isReading,
  responseOutputs,
  saveResponse,
  type UriParams,
  uriParams,
} from '../../src/built-in/downloads.ts'
import { FILE_OUTPUTS } from '../../src/built-in/files.ts'
import { printedFields } from '../../src/built-in/host.ts'
import { absolutePath, KNOWN_AFTER_APPLY, mayChangeFiles, pathGuard } from '../../src/built-in/params.ts'

export default defineTask({
  summary: 'Sends an HTTP request from the host with curl, and registers the response.',
  example: `- uri:
    url: http://127.0.0.1:8080/health
    status_code: 200
`,
  params: uriParams,
  aliases: { user: 'url_username', password: 'url_password' },
  outputs: {
    status: 'The HTTP status code of the response, as a number; -1 if there was no response.',
    url: 'The URL of the last request, after all redirects.',
    redirected: 'Whether the request was redirected.',
    headers:
      'The headers of the response, as a map from names in lower case with `_` instead of `-` to values; each is also a key of the result, such as `content_type`.',
    location: 'The header `Location` as an absolute URL, if the response has one.',
    content:
      'The body of the response as text; only with `return_content`, if it is JSON, or if the status is unexpected.',
    json: 'The parsed body, if the content type is JSON; null if it cannot be parsed.',
    cookies: 'The cookies that the response sets, as a map from names to values.',
    cookies_string: 'The cookies that the response sets, as text `NAME=VALUE`.',
    stdout: 'Why the request was not sent; only if `creates` or `removes` is the reason.',
    stdout_lines: 'The lines of `stdout`, as a list.',
    ...FILE_OUTPUTS,
    path: 'The absolute path of the file; only with `dest`, as with all other keys that describe a file.',
  },
  unsupported: {
    unredirected_headers: 'remove it; set `follow_redirects: none` if a header must not reach another server',
    use_gssapi: 'remove it: Kerberos is not supported',
    use_netrc: 'remove it: the .netrc file of the host is not read',
    ciphers: 'remove it: curl chooses the ciphers',
    decompress: 'remove it: no compressed response is asked for',
  },
  reads: ({ src, remote_src }) => (src === undefined || remote_src ? [] : [{ kind: 'file', path: src }]),
  readsExternalState: true,
  action: 'once',
  check: async ({ host, params }) => {
    const reason = await leftOutBy(host, params)
    if (reason !== undefined) {
      const stdout = `skipped, since ${reason}`
      return inSync({ stdout, stdout_lines: [stdout] }, { message: reason })
    }
    if (!isReading(params) || params.dest !== undefined) {
      const url = orUnknown(() => params.url)
      const what = url instanceof Unknown ? KNOWN_AFTER_APPLY : url
      return plan([{ resource: `url:${what}`, action: params.method.toLowerCase() }])
    }
    await needCurl(host)
    // A probe has no standard input. The settings of curl are in the script instead, which no process list shows.
    const script = sh`${printedFields(curlSettings(params))} | { ${curlCommand(params)}\n}`
    const answer = await host.ask(
      probe({ title: titleOf(params), script, answers: 'any', parse: answer => answer }),
    )
    return inSync(responseOutputs(params, answer))
  },
  // The resource at the URL is not part of the host.
  mayChange: ({ host, params }) => mayChangeFiles(host, params.dest === undefined ? [] : [params.dest]),
  apply: async ({ host, project, params }) => {
    await needCurl(host)
    const isSent = params.src !== undefined && !params.remote_src
    const local = isSent ? await project.file(params.src ?? '') : undefined
    const answer = await host.run(curlCommand(params), {
      title: titleOf(params),
      stdin: curlSettings(params, (await local?.read())?.toString()),
      ok: 'any',
    })
    const outputs = responseOutputs(params, answer)
    return params.dest === undefined
      ? outputs
      : { ...outputs, ...(await saveResponse(host, project, params, answer)) }
  },
})

/** Returns the reason why the request is not sent; undefined if it is sent. */
async function leftOutBy(host: ReadHost, params: UriParams): Promise<string | undefined> {
  const [creates, removes] = await Promise.all(
    [params.creates, params.removes].map(path => path && absolutePath(host, path)),
  )
  const guard = await pathGuard(host, { creates, removes })
  return guard && `'${params[guard.param]}' ${guard.why}`
}

function titleOf({ method, url }: UriParams): string {
  return `${method} ${url}`
}

async function needCurl(host: ReadHost | Host): Promise<void> {
  if ((await host.ask(presentTools(['curl']))).has('curl')) return
  throw new TaskError('the host has no curl', {
    hint: 'install curl, or send the request from the controller: `delegate_to: localhost`',
  })
}
