/** ETRS-TM35FIN (EPSG:3067) to latitude and longitude, by the series of Krüger (1912) on the GRS80 ellipsoid. */

const SEMI_MAJOR_AXIS_M = 6378137;
const FLATTENING = 1 / 298.257222101;
const SCALE = 0.9996;
const CENTRAL_MERIDIAN = 27;
const FALSE_EASTING_M = 500000;

const ECCENTRICITY = Math.sqrt(2 * FLATTENING - FLATTENING ** 2);
const N = FLATTENING / (2 - FLATTENING);
const RADIUS_M = (SEMI_MAJOR_AXIS_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const TERMS = [
  N / 2 - (2 * N ** 2) / 3 + (37 * N ** 3) / 96 - N ** 4 / 360,
  N ** 2 / 48 + N ** 3 / 15 - (437 * N ** 4) / 1440,
  (17 * N ** 3) / 480 - (37 * N ** 4) / 840,
  (4397 * N ** 4) / 161280,
];

/** Degrees, right to well under a metre anywhere in Finland; northing and easting in metres. */
export function degreesOf(northing, easting) {
  const xi = northing / (RADIUS_M * SCALE);
  const eta = (easting - FALSE_EASTING_M) / (RADIUS_M * SCALE);
  const sum = (term) => TERMS.reduce((total, weight, j) => total + weight * term(2 * (j + 1)), 0);
  const xiSphere = xi - sum((k) => Math.sin(k * xi) * Math.cosh(k * eta));
  const etaSphere = eta - sum((k) => Math.cos(k * xi) * Math.sinh(k * eta));
  const beta = Math.asin(Math.sin(xiSphere) / Math.cosh(etaSphere));
  const fromMeridian = Math.asin(Math.tanh(etaSphere) / Math.cos(beta));
  return {
    latitude: inDegrees(geographicLatitude(beta)),
    longitude: CENTRAL_MERIDIAN + inDegrees(fromMeridian),
  };
}

/** From the sphere's latitude; converges to below a micrometre in a few rounds. */
function geographicLatitude(beta) {
  const isometric = Math.asinh(Math.tan(beta));
  let corrected = isometric;
  for (let round = 0; round < 6; round += 1) {
    corrected = isometric + ECCENTRICITY * Math.atanh(ECCENTRICITY * Math.tanh(corrected));
  }
  return Math.atan(Math.sinh(corrected));
}

function inDegrees(radians) {
  return (radians * 180) / Math.PI;
}
