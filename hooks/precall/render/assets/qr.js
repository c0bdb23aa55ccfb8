// Draws a text as a QR code: byte mode, error correction L, as an SVG element. ISO/IEC 18004 is the reference.

"use strict";

window.precall = window.precall || {};

precall.qr = (() => {
  // Error correction bytes for each block, and number of blocks, by version from 1.
  const CHECKS = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30];
  const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15];
  const LEVEL_L = 1;

  // The modules of larger codes are too small for a phone to read from a screen.
  const LARGEST = CHECKS.length;

  const sizeOf = (version) => 17 + 4 * version;

  // The capacity of a version in bits, data and error correction together.
  const bitsOf = (version) => {
    let bits = (16 * version + 128) * version + 64;
    if (version >= 2) {
      const patterns = Math.floor(version / 7) + 2;
      bits -= (25 * patterns - 10) * patterns - 55;
      if (version >= 7) bits -= 36;
    }
    return bits;
  };

  const dataBytes = (version) => Math.floor(bitsOf(version) / 8) - CHECKS[version - 1] * BLOCKS[version - 1];

  // The field GF(2^8) with the polynomial 0x11D.
  const times = (one, other) => {
    let product = 0;
    for (let bit = 7; bit >= 0; bit -= 1) {
      product = (product << 1) ^ ((product >>> 7) * 0x11d);
      product ^= ((other >>> bit) & 1) * one;
    }
    return product;
  };

  const divisor = (degree) => {
    const made = new Array(degree - 1).fill(0).concat(1);
    let root = 1;
    for (let step = 0; step < degree; step += 1) {
      for (let at = 0; at < degree; at += 1) made[at] = times(made[at], root) ^ (made[at + 1] ?? 0);
      root = times(root, 2);
    }
    return made;
  };

  const remainder = (data, by) => {
    const made = new Array(by.length).fill(0);
    for (const byte of data) {
      const factor = byte ^ made.shift();
      made.push(0);
      by.forEach((each, at) => (made[at] ^= times(each, factor)));
    }
    return made;
  };

  // Data with a header and padding, split into blocks, each with its error correction, interleaved.
  const codewords = (bytes, version) => {
    const bits = [];
    const push = (value, length) => {
      for (let at = length - 1; at >= 0; at -= 1) bits.push((value >>> at) & 1);
    };
    push(4, 4);
    push(bytes.length, version < 10 ? 8 : 16);
    bytes.forEach((byte) => push(byte, 8));
    const room = dataBytes(version);
    push(0, Math.min(4, room * 8 - bits.length));
    push(0, -bits.length & 7);
    const data = [];
    for (let at = 0; at < bits.length; at += 8) data.push(bits.slice(at, at + 8).reduce((sum, bit) => sum * 2 + bit, 0));
    for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);

    const count = BLOCKS[version - 1];
    const checks = CHECKS[version - 1];
    const whole = Math.floor(bitsOf(version) / 8);
    const short = count - (whole % count);
    const length = Math.floor(whole / count) - checks;
    const by = divisor(checks);
    const blocks = [];
    for (let number = 0, at = 0; number < count; number += 1) {
      const part = data.slice(at, at + length + (number < short ? 0 : 1));
      at += part.length;
      blocks.push({ part, check: remainder(part, by) });
    }
    const made = [];
    for (let at = 0; at <= length; at += 1) for (const { part } of blocks) if (at < part.length) made.push(part[at]);
    for (let at = 0; at < checks; at += 1) for (const { check } of blocks) made.push(check[at]);
    return made;
  };

  const alignments = (version) => {
    if (version === 1) return [];
    const count = Math.floor(version / 7) + 2;
    const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
    const made = [6];
    for (let at = sizeOf(version) - 7; made.length < count; at -= step) made.splice(1, 0, at);
    return made;
  };

  const MASKS = [
    (x, y) => (x + y) % 2,
    (x, y) => y % 2,
    (x) => x % 3,
    (x, y) => (x + y) % 3,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
    (x, y) => ((x * y) % 2) + ((x * y) % 3),
    (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
    (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
  ];

  const drawn = (words, version, mask) => {
    const size = sizeOf(version);
    const dark = Array.from({ length: size }, () => new Array(size).fill(false));
    const fixed = Array.from({ length: size }, () => new Array(size).fill(false));
    const set = (x, y, value) => {
      dark[y][x] = Boolean(value);
      fixed[y][x] = true;
    };

    for (let at = 0; at < size; at += 1) {
      set(6, at, at % 2 === 0);
      set(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) {
      for (let dy = -4; dy <= 4; dy += 1) {
        for (let dx = -4; dx <= 4; dx += 1) {
          const far = Math.max(Math.abs(dx), Math.abs(dy));
          if (x + dx >= 0 && x + dx < size && y + dy >= 0 && y + dy < size) set(x + dx, y + dy, far !== 2 && far !== 4);
        }
      }
    }
    const places = alignments(version);
    const last = places.length - 1;
    places.forEach((x, i) =>
      places.forEach((y, j) => {
        if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) return;
        for (let dy = -2; dy <= 2; dy += 1) {
          for (let dx = -2; dx <= 2; dx += 1) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
        }
      }),
    );

    const about = (LEVEL_L << 3) | mask;
    let rest = about;
    for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const format = ((about << 10) | rest) ^ 0x5412;
    const bit = (at) => (format >>> at) & 1;
    for (let at = 0; at <= 5; at += 1) set(8, at, bit(at));
    set(8, 7, bit(6));
    set(8, 8, bit(7));
    set(7, 8, bit(8));
    for (let at = 9; at < 15; at += 1) set(14 - at, 8, bit(at));
    for (let at = 0; at < 8; at += 1) set(size - 1 - at, 8, bit(at));
    for (let at = 8; at < 15; at += 1) set(8, size - 15 + at, bit(at));
    set(8, size - 8, true);
    if (version >= 7) {
      rest = version;
      for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
      const bits = (version << 12) | rest;
      for (let at = 0; at < 18; at += 1) {
        const [far, near] = [size - 11 + (at % 3), Math.floor(at / 3)];
        set(far, near, (bits >>> at) & 1);
        set(near, far, (bits >>> at) & 1);
      }
    }

    let next = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < size; step += 1) {
        for (let side = 0; side < 2; side += 1) {
          const x = right - side;
          const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
          if (fixed[y][x]) continue;
          const value = next < words.length * 8 ? (words[next >>> 3] >>> (7 - (next & 7))) & 1 : 0;
          next += 1;
          dark[y][x] = Boolean(value) !== (MASKS[mask](x, y) === 0);
        }
      }
    }
    return dark;
  };

  // The penalty for a code that is hard to read: long runs, squares, finder-like patterns, uneven dark and light.
  const penalty = (dark) => {
    const size = dark.length;
    let sum = 0;
    let count = 0;
    for (const across of [true, false]) {
      for (let y = 0; y < size; y += 1) {
        const line = Array.from({ length: size }, (_, x) => (across ? dark[y][x] : dark[x][y]));
        const text = line.map((each) => (each ? "1" : "0")).join("");
        for (const run of text.match(/0+|1+/g)) if (run.length >= 5) sum += run.length - 2;
        sum += 40 * ((`0000${text}0000`.match(/(?=00001011101)/g) ?? []).length + (`0000${text}0000`.match(/(?=10111010000)/g) ?? []).length);
        if (across) count += line.filter(Boolean).length;
      }
    }
    for (let y = 0; y + 1 < size; y += 1) {
      for (let x = 0; x + 1 < size; x += 1) {
        if (dark[y][x] === dark[y][x + 1] && dark[y][x] === dark[y + 1][x] && dark[y][x] === dark[y + 1][x + 1]) sum += 3;
      }
    }
    return sum + 10 * Math.floor(Math.abs((count * 20) / (size * size) - 10));
  };

  // The rows of modules, or null for a text that is too long.
  const modules = (text) => {
    const bytes = [...new TextEncoder().encode(text)];
    let version = 1;
    while (version <= LARGEST && bytes.length > dataBytes(version) - (version < 10 ? 2 : 3)) version += 1;
    if (version > LARGEST) return null;
    const words = codewords(bytes, version);
    const all = MASKS.map((_, mask) => drawn(words, version, mask));
    const marks = all.map(penalty);
    return all[marks.indexOf(Math.min(...marks))];
  };

  // An SVG element with a quiet zone, or null for a text that is too long.
  const svg = (text) => {
    const dark = modules(text);
    if (!dark) return null;
    const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const size = dark.length + 8;
    made.setAttribute("viewBox", `0 0 ${size} ${size}`);
    made.setAttribute("shape-rendering", "crispEdges");
    const ground = document.createElementNS(made.namespaceURI, "rect");
    ground.setAttribute("width", size);
    ground.setAttribute("height", size);
    ground.setAttribute("fill", "#fff");
    const path = document.createElementNS(made.namespaceURI, "path");
    path.setAttribute("fill", "#000");
    path.setAttribute(
      "d",
      dark.flatMap((row, y) => row.flatMap((each, x) => (each ? [`M${x + 4} ${y + 4}h1v1h-1z`] : []))).join(""),
    );
    made.append(ground, path);
    return made;
  };

  return { svg };
})();
