import type { z } from 'zod'
import { flag, hostPath, text } from '../../authoring/params.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ContainerProgram } from './program.ts'

/** The params of all docker task types: how to connect to the daemon. */
export const DOCKER_FIELDS = {
  docker_cli: text()
    .refine(name => !name.startsWith('-') && !/[\r\n\0]/.test(name), 'expected the name or path of a program')
    .default('docker')
    .describe('Name or path of the program `docker`.')
    .meta({ examples: ['/opt/bin/docker'] }),
  docker_host: text()
    .refine(
      url => /^(unix|tcp|https?|ssh|npipe):\/\/\S+$/.test(url),
      'expected a URL such as `unix:///run/docker.sock`',
    )
    .optional()
    .describe('URL of the docker daemon. You can also set `DOCKER_HOST` in `environment`.')
    .meta({ examples: ['tcp://192.0.2.10:2376'] }),
  cli_context: text()
    .refine(name => /^[A-Za-z0-9][\w.-]*$/.test(name), 'expected the name of a context')
    .optional()
    .describe('Docker context that defines how to reach the daemon.')
    .meta({ examples: ['production'] }),
  tls: flag()
    .default(false)
    .describe('Use TLS to connect to the daemon, without verifying its certificate.')
    .meta({ examples: [true] }),
  validate_certs: flag()
    .default(false)
    .describe('Use TLS to connect to the daemon, and verify its certificate.')
    .meta({ examples: [true] }),
  ca_path: hostPath()
    .optional()
    .describe('Path on the host of the authority certificate that verifies the daemon.')
    .meta({ examples: ['/etc/docker/ca.pem'] }),
  client_cert: hostPath()
    .optional()
    .describe('Path on the host of the client certificate for the daemon.')
    .meta({ examples: ['/etc/docker/cert.pem'] }),
  client_key: hostPath()
    .optional()
    .describe('Path on the host of the private key of the client certificate.')
    .meta({ examples: ['/etc/docker/key.pem'] }),
}

/** The aliases of these params in Ansible's docker modules. */
export const DOCKER_ALIASES = {
  docker_url: 'docker_host',
  tls_verify: 'validate_certs',
  ca_cert: 'ca_path',
  cacert_path: 'ca_path',
  tls_ca_cert: 'ca_path',
  cert_path: 'client_cert',
  tls_client_cert: 'client_cert',
  key_path: 'client_key',
  tls_client_key: 'client_key',
} as const

/** Params of Ansible's docker modules that docker's command line does not need, with what to do instead. */
export const DOCKER_UNSUPPORTED = {
  api_version: 'remove it; docker and its daemon agree on one',
  debug: 'remove it; `-vv` shows the commands',
  ssl_version: 'remove it; docker uses the newest version',
  timeout: 'remove it; the keyword `timeout` limits a task',
  tls_hostname: 'remove it; write the name of the certificate in `docker_host`',
  use_ssh_client: 'remove it; docker always uses the ssh of the host',
}

type DockerParams = z.output<z.ZodObject<typeof DOCKER_FIELDS>>

/** Returns the command line that starts docker for a task. */
export function dockerProgram({
  params,
  environment,
}: {
  readonly params: DockerParams
  readonly environment: Readonly<Record<string, string>>
}): ContainerProgram {
  const options = omitUndefined({
    context: params.cli_context,
    host: params.docker_host,
    tlscacert: params.ca_path,
    tlscert: params.client_cert,
    tlskey: params.client_key,
  })
  const words = Object.entries(options).map(([option, value]) => `--${option}=${value}`)
  return {
    name: 'docker',
    words: [
      params.docker_cli,
      ...words,
      ...(params.tls ? ['--tls'] : []),
      ...(params.validate_certs ? ['--tlsverify'] : []),
    ],
    environment,
  }
}
