import { test } from 'uvu'
import cfssl from '../../../tasks/certificates/cfssl.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

const ROWS: readonly TaskRow[] = [
  {
    title: 'a release',
    params: {},
    expects: [
      'release: {"name":"cfssl","version":"1.6.5","url":"https://github.com/cloudflare/cfssl/releases/download/v1.6.5","checksums":"cfssl_1.6.5_checksums.txt","programs":[{"path":"/usr/local/bin/cfssl","file":"cfssl_{version}_linux_{arch}"},{"path":"/usr/local/bin/cfssljson","file":"cfssljson_{version}_linux_{arch}"},{"path":"/usr/local/bin/cfssl-certinfo","file":"cfssl-certinfo_{version}_linux_{arch}"}]}',
    ],
  },
  {
    title: 'a release in a folder that PATH lacks',
    params: { version: '1.6.4', directory: '/opt/cfssl/', download_base: 'http://mirror/cfssl' },
    expects: [
      'release: {"name":"cfssl","version":"1.6.4","url":"http://mirror/cfssl/v1.6.4","checksums":"cfssl_1.6.4_checksums.txt","programs":[{"path":"/opt/cfssl/cfssl","file":"cfssl_{version}_linux_{arch}"},{"path":"/opt/cfssl/cfssljson","file":"cfssljson_{version}_linux_{arch}"},{"path":"/opt/cfssl/cfssl-certinfo","file":"cfssl-certinfo_{version}_linux_{arch}"}]}',
      'copy: {"dest":"/etc/profile.d/cfssl.sh","content":"case \\":$PATH:\\" in *:/opt/cfssl:*) ;; *) PATH=/opt/cfssl:$PATH ;; esac\\n","mode":"0644"}',
    ],
  },
  {
    title: 'the folder comes into the PATH by another file',
    params: { method: 'go', directory: '/opt/cfssl', profile: '/etc/profile.d/go.sh' },
    expects: [
      `shell: {"cmd":"PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin\\ncommand -v go >/dev/null || {\\n  echo 'Go is not on this host: install it, or let cfssl come from a release or a package' >&2; exit 127; }\\nmkdir -p -- /opt/cfssl && HOME=\${HOME:-/root} GOBIN=/opt/cfssl go install github.com/cloudflare/cfssl/cmd/cfssl@v1.6.5 github.com/cloudflare/cfssl/cmd/cfssljson@v1.6.5 github.com/cloudflare/cfssl/cmd/cfssl-certinfo@v1.6.5","unless":"PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin\\ngo version -m /opt/cfssl/cfssl-certinfo | grep -q 'cloudflare/cfssl[[:space:]]*v1[.]6[.]5'"}`,
      'copy: {"dest":"/etc/profile.d/go.sh","content":"case \\":$PATH:\\" in *:/opt/cfssl:*) ;; *) PATH=/opt/cfssl:$PATH ;; esac\\n","mode":"0644"}',
    ],
  },
  {
    title: 'a package',
    params: { method: 'package' },
    expects: [
      'apt: {"name":["golang-cfssl"],"update_cache":true}',
      '  when: ansible_facts.pkg_mgr == "apt"',
      'fail: {"msg":"only the Debian family has a cfssl package: use `method: release`, or `pki_backend: forge`"}',
      '  when: ansible_facts.pkg_mgr != "apt"',
    ],
  },
  {
    title: 'built with Go',
    params: { method: 'go' },
    expects: [
      'shell: {"cmd":"PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin\\ncommand -v go >/dev/null || {\\n  echo \'Go is not on this host: install it, or let cfssl come from a release or a package\' >&2; exit 127; }\\nmkdir -p -- /usr/local/bin && HOME=${HOME:-/root} GOBIN=/usr/local/bin go install github.com/cloudflare/cfssl/cmd/cfssl@v1.6.5 github.com/cloudflare/cfssl/cmd/cfssljson@v1.6.5 github.com/cloudflare/cfssl/cmd/cfssl-certinfo@v1.6.5","unless":"PATH=$PATH:/usr/local/go/bin:/usr/lib/go/bin\\ngo version -m /usr/local/bin/cfssl-certinfo | grep -q \'cloudflare/cfssl[[:space:]]*v1[.]6[.]5\'"}',
    ],
  },
  {
    title: 'a method that is not known',
    params: { method: 'snap' },
    expects: ['refused: method: Invalid option: expected one of "release"|"package"|"go"'],
  },
]

taskRows('cfssl', cfssl, ROWS)

test.run()
