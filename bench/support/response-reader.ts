/** Finds the end of HTTP/1.1 replies on a socket without copying them: the load must cost less than what it measures. */

const HEAD_END = '\r\n\r\n';

/** Reads one reply after another; knows `Content-Length` and chunked bodies, which is all that the servers send. */
export class ResponseReader {
  #head = '';
  #state: 'head' | 'length' | 'chunk-head' | 'chunk' | 'last' = 'head';
  #left = 0;
  #chunkHead = '';

  /** True when the reply ends with these bytes. @throws RangeError on a status other than 200 or an unknown framing. */
  feed(bytes: Buffer): boolean {
    let at = 0;
    if (this.#state === 'head') {
      at = this.#readHead(bytes);
      if (this.#state === 'head') return false;
    }
    while (at < bytes.length) {
      if (this.#state === 'chunk-head') at = this.#readChunkHead(bytes, at);
      else at = this.#skip(bytes, at);
      if (this.#isDone()) return this.#reset();
    }
    return this.#isDone() ? this.#reset() : false;
  }

  #isDone(): boolean {
    return (this.#state === 'length' || this.#state === 'last') && this.#left === 0;
  }

  #reset(): true {
    this.#state = 'head';
    this.#head = '';
    return true;
  }

  /** Returns where the body begins in `bytes`. */
  #readHead(bytes: Buffer): number {
    const before = this.#head.length;
    this.#head += bytes.toString('latin1', 0, Math.min(bytes.length, 16_384));
    const end = this.#head.indexOf(HEAD_END);
    if (end === -1) return bytes.length;
    if (!this.#head.startsWith('HTTP/1.1 200 ')) throw new RangeError(`unexpected reply: ${this.#head.slice(0, 60)}`);
    const head = this.#head.slice(0, end).toLowerCase();
    const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
    if (length !== undefined) {
      this.#state = 'length';
      this.#left = Number(length);
    } else if (head.includes('\r\ntransfer-encoding: chunked')) {
      this.#state = 'chunk-head';
      this.#chunkHead = '';
    } else throw new RangeError('a reply without length');
    return end + HEAD_END.length - before;
  }

  #skip(bytes: Buffer, at: number): number {
    const taken = Math.min(this.#left, bytes.length - at);
    this.#left -= taken;
    if (this.#left === 0 && this.#state === 'chunk') {
      this.#state = 'chunk-head';
      this.#chunkHead = '';
    }
    return at + taken;
  }

  /** A chunk's data is followed by CRLF, which is counted as part of it; the last chunk is `0`, CRLF, CRLF. */
  #readChunkHead(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && !this.#chunkHead.endsWith('\r\n')) {
      this.#chunkHead += String.fromCharCode(bytes[at] ?? 0);
      at++;
    }
    if (!this.#chunkHead.endsWith('\r\n')) return at;
    const size = Number.parseInt(this.#chunkHead, 16);
    this.#left = size + 2;
    this.#state = size === 0 ? 'last' : 'chunk';
    return at;
  }
}
