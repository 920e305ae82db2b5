import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { greetingOf, type Item } from './cases.ts'
import type { Prepare } from './tools.ts'

/** Prepares Rex over OpenSSH with one process per host, as its manual recommends for many hosts. */
export const prepareRex: Prepare = (folder, { items }, hosts, login) => {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  writeFileSync(
    join(folder, 'Rexfile'),
    `use Rex -feature => ['1.4', 'no_path_cleanup', 'disable_strict_host_key_checking'];
use Rex::Commands::Service;
set connection => 'OpenSSH';
Rex::Config->set_openssh_opt(UserKnownHostsFile => '${login.knownHosts}', LogLevel => 'ERROR');
user '${login.user}';
private_key '${login.key}';
public_key '${login.key}.pub';
key_auth;
parallelism ${hosts.length};
my %name_of = (${hosts.map(({ name, address }) => `'${address}' => '${name}'`).join(', ')});
group all => ${hosts.map(({ address }) => `'${address}'`).join(', ')};
task site => group => 'all', sub {
my $host = $name_of{connection->server};
${items.map(statementFor).join('\n')}
};
1;
`,
  )
  return { command: ['rex', '-q', '-f', join(folder, 'Rexfile'), 'site'], environment: { HOME: home } }
}

function statementFor(item: Item): string {
  const asRoot = "owner => 'root'"
  switch (item.kind) {
    case 'directory':
      return `file '${item.path}', ensure => 'directory', mode => 755, ${asRoot};`
    case 'copy':
      return `file '${item.path}', content => '${item.content}', mode => 644, ${asRoot};`
    case 'template':
      return `file '${item.path}', content => "${greetingOf('$host', item.source).replace('\n', '\\n')}", mode => 644, ${asRoot};`
    case 'line':
      return `file '${item.path}', ensure => 'present';\nappend_if_no_such_line '${item.path}', '${item.line}';`
    case 'service':
      return `service '${item.unit}', ensure => 'started';`
    default:
      throw new Error(`Rex is not tried with ${item.kind}`)
  }
}
