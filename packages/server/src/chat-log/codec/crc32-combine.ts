/**
 * Checksums of joined texts from the checksums of their parts, so that a page's gzip trailer needs no pass over its bytes.
 * CRC-32 is a polynomial over GF(2) modulo P; appending n bytes multiplies by x^(8n).
 */
const REVERSED_POLYNOMIAL = 0xedb88320;
const HIGHEST_BIT = 0x80000000;
/** x^0 in the reversed bit order of CRC-32. */
const ONE = HIGHEST_BIT;

/** x^4 times each polynomial of the lowest four bits, reduced. */
const TIMES_X4 = Uint32Array.from({ length: 16 }, (_, low) => timesX(timesX(timesX(timesX(low)))));

function timesX(polynomial: number): number {
  return (polynomial & 1 ? (polynomial >>> 1) ^ REVERSED_POLYNOMIAL : polynomial >>> 1) >>> 0;
}

/**
 * Product of two polynomials modulo P; both are unsigned 32-bit numbers in CRC-32's reversed bit order.
 * `multiples` is scratch space for sixteen numbers, so that a page's thousand products allocate nothing.
 */
export function multiplyModP(a: number, b: number, multiples: Uint32Array = new Uint32Array(16)): number {
  fillMultiples(multiples, b);
  let product = 0;
  // Four bits of `a` at a time, highest power first: a third of the steps of bit by bit.
  for (let shift = 0; shift < 32; shift += 4) {
    product = (product >>> 4) ^ (TIMES_X4[product & 15] ?? 0) ^ (multiples[(a >>> shift) & 15] ?? 0);
  }
  return product >>> 0;
}

/** The products of `b` with the sixteen polynomials of four bits, the highest bit being x^0. */
function fillMultiples(multiples: Uint32Array, b: number): void {
  let multiple = b;
  multiples[0] = 0;
  for (let bit = 8; bit > 0; bit >>= 1) {
    multiples[bit] = multiple;
    multiple = timesX(multiple);
  }
  for (let pair = 3; pair < 16; pair += 1) {
    const lowest = pair & -pair;
    if (lowest !== pair) multiples[pair] = (multiples[lowest] ?? 0) ^ (multiples[pair ^ lowest] ?? 0);
  }
}

/** The operator that appending `byteLength` bytes applies: x^(8·byteLength) modulo P. */
export function appendOperator(byteLength: number): number {
  let operator = ONE;
  // 0x00800000 is x^8: what one byte applies.
  let square = 0x00800000;
  for (let rest = byteLength; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) operator = multiplyModP(square, operator);
    square = multiplyModP(square, square);
  }
  return operator;
}

/** CRC-32 of A followed by B, from both checksums and the operator of B's length. */
export function appendCrc(crcOfA: number, crcOfB: number, operatorOfB: number, multiples?: Uint32Array): number {
  return (multiplyModP(operatorOfB, crcOfA, multiples) ^ crcOfB) >>> 0;
}
