#!/usr/bin/env node
// Uploads files by Sluice's HTTP API, waits for their results and prints them.
//
//     export SLUICE_API_URL=http://127.0.0.1:8490 SLUICE_API_TOKEN=sluice_…
//     node sluice-client.mjs cat.jpg --pipeline moderation
//
// Needs Node 18.3 or later and no package. Exit code 1: a job failed, 3: the API refused.

import * as fs from 'node:fs';
import {readFile} from 'node:fs/promises';
import {basename} from 'node:path';
import {pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {gunzipSync} from 'node:zlib';

const TRIES = 5;
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

export class Sluice {
    constructor(url, token) {
        this.url = url.replace(/\/$/, '');
        this.token = token;
    }

    /** Sends a file. Returns the address at which its job is asked for. */
    async upload(file, {pipeline, ids = {}, metadata = {}} = {}) {
        // A blob of a file reads it as it is sent, so that a large one need not fit into memory.
        const content = fs.openAsBlob ? await fs.openAsBlob(file) : new Blob([await readFile(file)]);
        const wish = {name: basename(file), size: content.size, ids, metadata, ...(pipeline && {pipeline})};
        const upload = (await this.call('POST', '/v1/uploads', wish)).body;
        if (upload.url) {
            await send(upload.url, content, upload.headers);
        } else {
            for (const [i, part] of upload.parts.entries()) {
                await send(part, content.slice(i * upload.partSize, (i + 1) * upload.partSize), {});
            }
            await this.call('POST', '/v1/uploads/complete', {key: upload.key, uploadID: upload.uploadID});
        }
        return upload.job;
    }

    /** Waits until a job is settled. The API answers at the latest after 25 seconds, so ask again. */
    async wait(job, seconds = 600) {
        const end = Date.now() + 1000 * seconds;
        for (;;) {
            const {status, body} = await this.call('GET', job + (job.includes('?') ? '&' : '?') + 'wait=25');
            if (status === 200) return body;
            if (Date.now() > end) throw new Error(`${job} is still ${body.status}`);
        }
    }

    /** The result of a completed job. In a pack it is some bytes of a larger object. */
    async result(job) {
        const {href, headers, encoding} = job.links.result;
        const answer = await fetch(href, {headers});
        if (!answer.ok) throw new Error(`${href}: ${answer.status}`);
        const content = Buffer.from(await answer.arrayBuffer());
        return JSON.parse(encoding === 'gzip' ? gunzipSync(content) : content);
    }

    async call(method, path, body) {
        for (let left = TRIES - 1; ; left--) {
            const answer = await fetch(this.url + path, {
                method,
                headers: {
                    Authorization: `Bearer ${this.token}`,
                    ...(body && {'Content-Type': 'application/json'}),
                },
                body: body && JSON.stringify(body),
            });
            const text = await answer.text();
            if (answer.ok) return {status: answer.status, body: text ? JSON.parse(text) : null};
            if (![429, 503].includes(answer.status) || !left) {
                throw new Error(`${method} ${path}: ${answer.status} ${text}`);
            }
            await pause(Number(answer.headers.get('Retry-After') ?? 1));
        }
    }
}

async function send(url, content, headers) {
    const answer = await fetch(url, {method: 'PUT', body: content, headers});
    if (!answer.ok) throw new Error(`the store answers ${answer.status}: ${await answer.text()}`);
}

async function main() {
    const {values, positionals: files} = parseArgs({
        allowPositionals: true,
        options: {pipeline: {type: 'string'}, id: {type: 'string', multiple: true, default: []}},
    });
    const ids = Object.fromEntries(values.id.map((each) => each.split(/=(.*)/s).slice(0, 2)));
    const sluice = new Sluice(process.env.SLUICE_API_URL, process.env.SLUICE_API_TOKEN);
    const jobs = [];
    for (const file of files) jobs.push([file, await sluice.upload(file, {pipeline: values.pipeline, ids})]);
    for (const [file, address] of jobs) {
        const job = await sluice.wait(address);
        if (job.status === 'completed') {
            console.log(JSON.stringify(await sluice.result(job)));
        } else {
            console.error(`${file}: ${job.reasonCode}: ${job.reason}`);
            process.exitCode = 1;
        }
    }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
    main().catch((error) => {
        console.error(error.message);
        process.exitCode = 3;
    });
}
