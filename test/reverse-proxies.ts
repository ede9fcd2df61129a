// nginx and HAProxy as Debian ships them, in front of a server: their own programs, a folder of their own, free ports.
// Invariant: what the packages' own configuration says stands here word for word; what is added is where to listen, where to pass on
// to, and where to write. Whatever is started is ended by `close`.
// Does not know what is passed on.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { find } from '../scripts/programs.mjs'
import { selfSigned } from './certificate.ts'

export interface ReverseProxy {
  /** HTTP/1.1, no encryption. */
  readonly plain: string
  /** HTTPS, HTTP/2 where the client speaks it; the certificate is signed by itself. */
  readonly secure: string
  /** Has it read its configuration again; resolves when new connections are taken by those who have. */
  reload(): Promise<void>
  close(): Promise<void>
}

interface Place {
  readonly folder: string
  readonly plain: number
  readonly secure: number
  readonly target: number
}

/** What Debian's /etc/nginx/nginx.conf says, and a site that says where to pass on to and nothing else. */
const nginxWords = ({ folder, plain, secure, target }: Place): string => `
user www-data;
worker_processes auto;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {
	worker_connections 768;
}
http {
	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;
	default_type application/octet-stream;
	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
	ssl_prefer_server_ciphers on;
	access_log off;
	gzip on;
	${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${folder}/${name};`).join('\n\t')}
	server {
		listen 127.0.0.1:${plain};
		listen 127.0.0.1:${secure} ssl http2;
		ssl_certificate ${folder}/both.pem;
		ssl_certificate_key ${folder}/both.pem;
		location / {
			proxy_pass http://127.0.0.1:${target};
		}
	}
}
`

/** What Debian's /etc/haproxy/haproxy.cfg says under defaults (but for its log), and a site. */
const haproxyWords = ({ folder, plain, secure, target }: Place): string => `
global
	stats socket ${folder}/admin.sock mode 660 level admin
defaults
	mode	http
	option	dontlognull
        timeout connect 5000
        timeout client  50000
        timeout server  50000
frontend site
	bind 127.0.0.1:${plain}
	bind 127.0.0.1:${secure} ssl crt ${folder}/both.pem alpn h2,http/1.1
	default_backend program
backend program
	server one 127.0.0.1:${target}
`

const KINDS = {
  nginx: {
    words: nginxWords,
    args: (folder: string) => [
      '-p',
      folder,
      '-e',
      join(folder, 'error.log'),
      '-c',
      join(folder, 'conf'),
      '-g',
      'daemon off;',
    ],
    reload: 'SIGHUP',
  },
  haproxy: {
    words: haproxyWords,
    args: (folder: string) => ['-W', '-db', '-f', join(folder, 'conf')],
    reload: 'SIGUSR2',
  },
} as const

export async function openReverseProxy(name: keyof typeof KINDS, target: number): Promise<ReverseProxy> {
  const program = find(name)
  const { words, args, reload } = KINDS[name]
  const folder = mkdtempSync(join(tmpdir(), `rp-${name}-`))
  // As the packages have it: whom the programs serve as may go where they put what is large.
  chmodSync(folder, 0o711)
  mkdirSync(join(folder, 'logs'))
  const [plain, secure] = await Promise.all([freePort(), freePort()])
  const { cert, key } = selfSigned()
  writeFileSync(join(folder, 'both.pem'), cert + key)
  writeFileSync(join(folder, 'conf'), words({ folder, plain, secure, target }))
  const child = spawn(program, args(folder), { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'exit')
  const answers = async (): Promise<void> => {
    while (!(await isTaken(plain)) || !(await isTaken(secure))) {
      if (child.exitCode !== null) throw new Error(`${name} did not start:\n${said}`)
      await wait(20)
    }
  }
  await answers()
  return {
    plain: `http://127.0.0.1:${plain}`,
    secure: `https://127.0.0.1:${secure}`,
    async reload() {
      child.kill(reload)
      // The former process goes on listening until the new one does.
      await wait(200)
      await answers()
    },
    async close() {
      child.kill('SIGTERM')
      const stuck = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(stuck)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function isTaken(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      done(true)
    }).on('error', () => done(false))
  })
}
