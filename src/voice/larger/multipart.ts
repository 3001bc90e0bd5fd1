/** A form with fields and a file (RFC 7578). `boundary` must not occur in any of them. */
export function encodeForm(options: {
  boundary: string;
  fields: Readonly<Record<string, string>>;
  file: { field: string; name: string; type: string; bytes: Buffer };
}): { contentType: string; body: Buffer } {
  const { boundary, fields, file } = options;
  const disposition = (name: string, more = "") =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${disposition(name)}\r\n${value}\r\n`);
  const head = `${disposition(file.field, `; filename="${file.name}"`)}Content-Type: ${file.type}\r\n\r\n`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(texts.join("") + head),
      file.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}
