import { test } from 'uvu'
import uri from '../../../tasks/network/uri.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of curl 7.88.

const ROWS: readonly TaskRow[] = [
  {
    title: 'settings of the request are passed to curl on standard input',
    params: {
      ...{ url: 'http://docker/v1', method: 'POST', url_username: 'a', url_password: 'b' },
      ...{ force_basic_auth: true },
      ...{ use_proxy: false, http_agent: 'check "1"', unix_socket: '/run/docker.sock', force: true },
    },
    answers: { 'which of curl exist': 'curl\n' },
    runs: {
      'POST http://docker/v1': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\n200 38 http://docker/v1',
    },
    expects: [
      'post url:http://docker/v1: undefined -> undefined',
      "$ curl -sS -i --max-time 30 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "url = \\"http://docker/v1\\"\\nrequest = \\"POST\\"\\nheader = \\"Cache-Control: no-cache\\"\\nuser-agent = \\"check \\\\\\"1\\\\\\"\\"\\nunix-socket = \\"/run/docker.sock\\"\\nnoproxy = \\"*\\"\\nuser = \\"a:b\\"\\n"',
      'outputs: {"content_length":"2","status":200,"url":"http://docker/v1","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (2 bytes)","headers":{"content_length":"2"}}',
    ],
  },
  {
    title: 'no request is sent if the path of `creates` exists',
    params: { url: 'http://a/', method: 'POST', creates: '/srv/*.done' },
    answers: { 'whether /srv/*.done exists': 'yes' },
    expects: [
      'in sync: {"stdout":"skipped, since \'/srv/*.done\' exists","stdout_lines":["skipped, since \'/srv/*.done\' exists"]}',
    ],
  },
  {
    title: 'no request is sent if the path of `removes` does not exist',
    params: { url: 'http://a/', removes: '/srv/pending' },
    answers: { 'whether /srv/pending exists': { status: 1 } },
    expects: [
      'in sync: {"stdout":"skipped, since \'/srv/pending\' does not exist","stdout_lines":["skipped, since \'/srv/pending\' does not exist"]}',
    ],
  },
  {
    title: 'a response in JSON is returned',
    params: { url: 'http://127.0.0.1:18080/health' },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/health':
        'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"status":"ok"}\n200 90 http://127.0.0.1:18080/health',
    },
    expects: [
      'in sync: {"connection":"close","content_type":"application/json","content_length":"15","status":200,"url":"http://127.0.0.1:18080/health","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (15 bytes)","headers":{"connection":"close","content_type":"application/json","content_length":"15"},"content":"{\\"status\\":\\"ok\\"}","json":{"status":"ok"}}',
    ],
  },
  {
    title: 'a response in text is not returned',
    params: { url: 'http://127.0.0.1:18080/text' },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/text':
        'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nX-Two: a: b\r\nContent-Length: 8\r\n\r\none\n\ntwo\n200 96 http://127.0.0.1:18080/text',
    },
    expects: [
      'in sync: {"connection":"close","content_type":"text/plain","x_two":"a: b","content_length":"8","status":200,"url":"http://127.0.0.1:18080/text","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (8 bytes)","headers":{"connection":"close","content_type":"text/plain","x_two":"a: b","content_length":"8"}}',
    ],
  },
  {
    title: 'with `return_content`, a response in text is returned',
    params: { url: 'http://127.0.0.1:18080/text', return_content: true },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/text':
        'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\nX-Two: a: b\r\nContent-Length: 8\r\n\r\none\n\ntwo\n200 96 http://127.0.0.1:18080/text',
    },
    expects: [
      'in sync: {"connection":"close","content_type":"text/plain","x_two":"a: b","content_length":"8","status":200,"url":"http://127.0.0.1:18080/text","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (8 bytes)","headers":{"connection":"close","content_type":"text/plain","x_two":"a: b","content_length":"8"},"content":"one\\n\\ntwo"}',
    ],
  },
  {
    title: 'headers with names of outputs, and content that looks like headers, are returned unchanged',
    params: { url: 'http://127.0.0.1:18080/odd', return_content: true },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/odd':
        'HTTP/1.1 200 OK\r\nConnection: close\r\nStatus: 500 no\r\nUrl: x\r\nContent-Length: 23\r\n\r\nHTTP/1.1 200 OK\r\n\r\nend\n\n200 82 http://127.0.0.1:18080/odd',
    },
    expects: [
      'in sync: {"connection":"close","status":200,"url":"http://127.0.0.1:18080/odd","content_length":"23","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (23 bytes)","headers":{"connection":"close","status":"500 no","url":"x","content_length":"23"},"content":"HTTP/1.1 200 OK\\r\\n\\r\\nend\\n"}',
    ],
  },
  {
    title: 'a redirect is followed',
    params: { url: 'http://127.0.0.1:18080/moved' },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/moved':
        'HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /health\r\nContent-Length: 4\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{"status":"ok"}\n200 169 http://127.0.0.1:18080/health',
    },
    expects: [
      'in sync: {"connection":"close","content_type":"application/json","content_length":"15","status":200,"url":"http://127.0.0.1:18080/health","redirected":true,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (15 bytes)","headers":{"connection":"close","content_type":"application/json","content_length":"15"},"content":"{\\"status\\":\\"ok\\"}","json":{"status":"ok"}}',
    ],
  },
  {
    title: 'a redirect is not followed',
    params: { url: 'http://127.0.0.1:18080/moved', follow_redirects: 'none', status_code: [302, 301] },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/moved':
        'HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /health\r\nContent-Length: 4\r\n\r\ngone\n302 79 http://127.0.0.1:18080/moved',
    },
    expects: [
      'in sync: {"connection":"close","location":"http://127.0.0.1:18080/health","content_length":"4","status":302,"url":"http://127.0.0.1:18080/moved","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"HTTP Error 302: Found","headers":{"connection":"close","location":"/health","content_length":"4"}}',
    ],
  },
  {
    title: 'an unexpected status is an error',
    params: { url: 'http://127.0.0.1:18080/none' },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/none':
        'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 17\r\n\r\n<h1>not here</h1>\n404 90 http://127.0.0.1:18080/none',
    },
    expects: [
      'error: GET http://127.0.0.1:18080/none answered with status 404, expected 200',
      'hint: check the path of the URL: the server has nothing there',
    ],
  },
  {
    title: 'other statuses may be expected',
    params: { url: 'http://127.0.0.1:18080/none', status_code: '404' },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:18080/none':
        'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 17\r\n\r\n<h1>not here</h1>\n404 90 http://127.0.0.1:18080/none',
    },
    expects: [
      'in sync: {"connection":"close","content_type":"text/html","content_length":"17","status":404,"url":"http://127.0.0.1:18080/none","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"HTTP Error 404: Not Found","headers":{"connection":"close","content_type":"text/html","content_length":"17"}}',
    ],
  },
  {
    title: 'a server that cannot be reached is an error',
    params: { url: 'http://127.0.0.1:9/' },
    answers: {
      'which of curl exist': 'curl\n',
      'GET http://127.0.0.1:9/': {
        status: 7,
        stdout: '\n000 0 http://127.0.0.1:9/',
        stderr: "curl: (7) Failed to connect to 127.0.0.1 port 9 after 4 ms: Couldn't connect to server\n",
      },
    },
    expects: [
      "error: GET http://127.0.0.1:9/: curl: (7) Failed to connect to 127.0.0.1 port 9 after 4 ms: Couldn't connect to server",
      'hint: check that the server is running, and the host and port of the URL',
    ],
  },
  {
    title: 'HEAD requests only the headers',
    params: { url: 'http://127.0.0.1:18080/health', method: 'HEAD' },
    answers: {
      'which of curl exist': 'curl\n',
      'HEAD http://127.0.0.1:18080/health':
        'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\r\n\n200 70 http://127.0.0.1:18080/health',
    },
    expects: [
      'in sync: {"connection":"close","content_type":"application/json","status":200,"url":"http://127.0.0.1:18080/health","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (unknown bytes)","headers":{"connection":"close","content_type":"application/json"},"content":"","json":null}',
    ],
  },
  {
    title: 'POST sends JSON',
    params: {
      url: 'http://127.0.0.1:18080/echo',
      method: 'POST',
      body: { name: 'x "y"' },
      body_format: 'json',
      status_code: 201,
    },
    answers: { 'which of curl exist': 'curl\n' },
    runs: {
      'POST http://127.0.0.1:18080/echo':
        'HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 79\r\n\r\n{"method":"POST","type":"application/json","body":"{\\"name\\":\\"x \\\\\\"y\\\\\\"\\"}"}\n201 110 http://127.0.0.1:18080/echo',
    },
    expects: [
      'post url:http://127.0.0.1:18080/echo: undefined -> undefined',
      "$ curl -sS -i --max-time 30 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "url = \\"http://127.0.0.1:18080/echo\\"\\nrequest = \\"POST\\"\\nheader = \\"Content-Type: application/json\\"\\ndata-raw = \\"{\\\\\\"name\\\\\\": \\\\\\"x \\\\\\\\\\\\\\"y\\\\\\\\\\\\\\"\\\\\\"}\\"\\n"',
      'outputs: {"connection":"close","content_type":"application/json; charset=utf-8","content_length":"79","status":201,"url":"http://127.0.0.1:18080/echo","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (79 bytes)","headers":{"connection":"close","content_type":"application/json; charset=utf-8","content_length":"79"},"content":"{\\"method\\":\\"POST\\",\\"type\\":\\"application/json\\",\\"body\\":\\"{\\\\\\"name\\\\\\":\\\\\\"x \\\\\\\\\\\\\\"y\\\\\\\\\\\\\\"\\\\\\"}\\"}","json":{"method":"POST","type":"application/json","body":"{\\"name\\":\\"x \\\\\\"y\\\\\\"\\"}"}}',
    ],
  },
  {
    title: 'the body of the response is written to a file',
    params: { url: 'http://127.0.0.1:18080/text', dest: '/srv/t', mode: '0600' },
    answers: { 'which of curl exist': 'curl\n', 'state of /srv/t': '\0' },
    runs: {
      'GET http://127.0.0.1:18080/text':
        'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello\n200 38 http://127.0.0.1:18080/text',
    },
    expects: [
      'get url:http://127.0.0.1:18080/text: undefined -> undefined',
      "$ curl -sS -i --max-time 30 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "location\\nurl = \\"http://127.0.0.1:18080/text\\"\\nrequest = \\"GET\\"\\n"',
      'write /srv/t 0600: (a file)',
      'outputs: {"content_length":"5","status":200,"url":"http://127.0.0.1:18080/text","redirected":false,"cookies":{},"cookies_string":"","changed":true,"msg":"OK (5 bytes)","headers":{"content_length":"5"},"dest":"/srv/t","path":"/srv/t","state":"file","mode":"0600","size":5,"sha256":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824","checksum":"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d","md5sum":"5d41402abc4b2a76b9719d911017c592"}',
    ],
  },
  {
    title: 'the body is a file of the host, and a POST is redirected',
    params: {
      url: 'http://127.0.0.1:18080/echo',
      method: 'POST',
      src: '/srv/b',
      remote_src: true,
      follow_redirects: true,
    },
    answers: { 'which of curl exist': 'curl\n' },
    runs: {
      'POST http://127.0.0.1:18080/echo':
        'HTTP/1.1 200 OK\r\nSet-Cookie: a=b=c; Path=/\r\n\r\n\n200 46 http://127.0.0.1:18080/end',
    },
    expects: [
      'post url:http://127.0.0.1:18080/echo: undefined -> undefined',
      "$ curl -sS -i --max-time 30 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "location\\nurl = \\"http://127.0.0.1:18080/echo\\"\\ndata-binary = \\"@/srv/b\\"\\n"',
      'outputs: {"set_cookie":"a=b=c; Path=/","status":200,"url":"http://127.0.0.1:18080/end","redirected":true,"cookies":{"a":"b=c"},"cookies_string":"a=b=c","changed":false,"msg":"OK (unknown bytes)","headers":{"set_cookie":"a=b=c; Path=/"}}',
    ],
  },
  {
    title: 'PUT sends a form',
    params: {
      url: 'http://127.0.0.1:18080/echo',
      method: 'PUT',
      body: { a: 'b c', d: '&' },
      body_format: 'form-urlencoded',
      status_code: 201,
    },
    answers: { 'which of curl exist': 'curl\n' },
    runs: {
      'PUT http://127.0.0.1:18080/echo':
        'HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 80\r\n\r\n{"method":"PUT","type":"application/x-www-form-urlencoded","body":"a=b+c&d=%26"}\n201 110 http://127.0.0.1:18080/echo',
    },
    expects: [
      'put url:http://127.0.0.1:18080/echo: undefined -> undefined',
      "$ curl -sS -i --max-time 30 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "url = \\"http://127.0.0.1:18080/echo\\"\\nrequest = \\"PUT\\"\\nheader = \\"Content-Type: application/x-www-form-urlencoded\\"\\ndata-raw = \\"a=b+c&d=%26\\"\\n"',
      'outputs: {"connection":"close","content_type":"application/json; charset=utf-8","content_length":"80","status":201,"url":"http://127.0.0.1:18080/echo","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (80 bytes)","headers":{"connection":"close","content_type":"application/json; charset=utf-8","content_length":"80"},"content":"{\\"method\\":\\"PUT\\",\\"type\\":\\"application/x-www-form-urlencoded\\",\\"body\\":\\"a=b+c&d=%26\\"}","json":{"method":"PUT","type":"application/x-www-form-urlencoded","body":"a=b+c&d=%26"}}',
    ],
  },
  {
    title: 'PATCH sends text unchanged',
    params: {
      url: 'http://127.0.0.1:18080/echo',
      method: 'PATCH',
      body: 'one\ntwo',
      headers: { 'Content-Type': 'text/plain' },
      status_code: [201],
    },
    answers: { 'which of curl exist': 'curl\n' },
    runs: {
      'PATCH http://127.0.0.1:18080/echo':
        'HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 56\r\n\r\n{"method":"PATCH","type":"text/plain","body":"one\\ntwo"}\n201 110 http://127.0.0.1:18080/echo',
    },
    expects: [
      'patch url:http://127.0.0.1:18080/echo: undefined -> undefined',
      "$ curl -sS -i --max-time 30 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "url = \\"http://127.0.0.1:18080/echo\\"\\nrequest = \\"PATCH\\"\\nheader = \\"Content-Type: text/plain\\"\\ndata-raw = \\"one\\\\ntwo\\"\\n"',
      'outputs: {"connection":"close","content_type":"application/json; charset=utf-8","content_length":"56","status":201,"url":"http://127.0.0.1:18080/echo","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (56 bytes)","headers":{"connection":"close","content_type":"application/json; charset=utf-8","content_length":"56"},"content":"{\\"method\\":\\"PATCH\\",\\"type\\":\\"text/plain\\",\\"body\\":\\"one\\\\ntwo\\"}","json":{"method":"PATCH","type":"text/plain","body":"one\\ntwo"}}',
    ],
  },
  {
    title: 'a password is passed on standard input',
    params: {
      url: 'http://127.0.0.1:18080/auth',
      method: 'DELETE',
      url_username: 'admin',
      url_password: 'p"w',
      status_code: 204,
    },
    answers: { 'which of curl exist': 'curl\n' },
    runs: {
      'DELETE http://127.0.0.1:18080/auth':
        'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n\n204 46 http://127.0.0.1:18080/auth',
    },
    expects: [
      'delete url:http://127.0.0.1:18080/auth: undefined -> undefined',
      "$ curl -sS -i --max-time 30 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "url = \\"http://127.0.0.1:18080/auth\\"\\nrequest = \\"DELETE\\"\\nuser = \\"admin:p\\\\\\"w\\"\\n"',
      'outputs: {"connection":"close","status":204,"url":"http://127.0.0.1:18080/auth","redirected":false,"cookies":{},"cookies_string":"","changed":false,"msg":"OK (unknown bytes)","headers":{"connection":"close"}}',
    ],
  },
  {
    title: 'client certificates and certificate authorities are used',
    params: {
      url: 'https://127.0.0.1:9/',
      method: 'POST',
      ca_path: '/etc/ca.pem',
      client_cert: '/etc/c.pem',
      client_key: '/etc/k.pem',
      validate_certs: false,
      follow_redirects: 'all',
      timeout: 5,
    },
    answers: { 'which of curl exist': 'curl\n' },
    runs: {
      'POST https://127.0.0.1:9/': {
        status: 7,
        stdout: '\n000 0 https://127.0.0.1:9/',
        stderr: "curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server\n",
      },
    },
    expects: [
      'post url:https://127.0.0.1:9/: undefined -> undefined',
      "$ curl -sS -i --max-time 5 -w '",
      "$ %{http_code} %{size_header} %{url_effective}' -K -",
      '< "insecure\\nlocation\\nurl = \\"https://127.0.0.1:9/\\"\\ndata-raw = \\"\\"\\ncacert = \\"/etc/ca.pem\\"\\ncert = \\"/etc/c.pem\\"\\nkey = \\"/etc/k.pem\\"\\n"',
      "error: POST https://127.0.0.1:9/: curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server",
      'hint: check that the server is running, and the host and port of the URL',
    ],
  },
  {
    title: 'in a dry run, a POST is not sent',
    params: { url: 'http://127.0.0.1:18080/echo', method: 'POST' },
    isCheckMode: true,
    expects: ['post url:http://127.0.0.1:18080/echo: undefined -> undefined'],
  },
  {
    title: 'a host without curl is an error',
    params: { url: 'http://127.0.0.1:18080/health' },
    answers: { 'which of curl exist': '' },
    expects: [
      'error: the host has no curl',
      'hint: install curl, or send the request from the controller: `delegate_to: localhost`',
    ],
  },
  {
    title: 'a URL of another scheme is refused',
    params: { url: 'ftp://a/b' },
    expects: ['refused: url: expected an http or https URL'],
  },
  {
    title: 'a header name with a line break is refused',
    params: { url: 'http://127.0.0.1:18080/', headers: { 'A\nB': 'c' } },
    expects: ['refused: headers.A\nB: Invalid key in record'],
  },
]

taskRows('uri', uri, ROWS)

test.run()
