// The cost of HTTP itself on this machine: a server with a prepared answer. Arguments: port, size of the answer.
import { createServer } from 'node:http';

const [port, size] = process.argv.slice(2).map(Number);
const body = Buffer.alloc(size ?? 0, 'x');
const headers = { 'Content-Type': 'text/xml; charset=utf-8', 'Content-Length': String(body.length) };

createServer((_request, response) => {
  response.writeHead(200, headers).end(body);
}).listen(port, '127.0.0.1');
