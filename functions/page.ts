import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problemResponse } from '../lib/http/respond.ts';
import type { Asset } from '../lib/page/assets.ts';
import { assetResponse } from '../lib/page/respond.ts';
import { openPage } from '../lib/runtime/open-page.ts';
import { wireHttp } from '../lib/runtime/wire.ts';

export interface PageDependencies {
  /** By path. */
  assets: ReadonlyMap<string, Asset>;
}

type Event = Pick<APIGatewayProxyEventV2, 'rawPath' | 'headers'>;

/** `GET /` and `GET /assets/{file}`: the web page. What it shows comes from the other functions. */
export function createHandler({ assets }: PageDependencies) {
  return async ({ rawPath, headers }: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    const asset = assets.get(rawPath);
    if (asset) return assetResponse(asset, headers);
    const detail = `there is nothing at GET ${rawPath.slice(0, 200)}: load the page again, which names its own files`;
    return problemResponse({ status: 404, reason: 'not_found', title: 'Not found', detail });
  };
}

export const handler = wireHttp(openPage, createHandler);
