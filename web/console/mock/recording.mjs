/** A few seconds of two tones taking turns: enough to hear that playing and seeking work. */
const RATE = 8000;

export function wav(seconds) {
  const samples = RATE * seconds;
  const file = Buffer.alloc(44 + samples * 2);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let at = 0; at < samples; at += 1) {
    const hertz = Math.floor(at / RATE) % 2 ? 440 : 330;
    file.writeInt16LE(Math.round(3000 * Math.sin((2 * Math.PI * hertz * at) / RATE)), 44 + at * 2);
  }
  return file;
}

/** Answers a whole file or the asked range of it, as the server does. */
export function sendRanged(request, response, file) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const head = { "Content-Type": "audio/wav", "Accept-Ranges": "bytes" };
  if (!asked) return response.writeHead(200, { ...head, "Content-Length": file.length }).end(file);
  const from = Number(asked[1]);
  const to = asked[2] ? Math.min(Number(asked[2]), file.length - 1) : file.length - 1;
  const range = `bytes ${from}-${to}/${file.length}`;
  response.writeHead(206, { ...head, "Content-Range": range, "Content-Length": to - from + 1 });
  response.end(file.subarray(from, to + 1));
}
