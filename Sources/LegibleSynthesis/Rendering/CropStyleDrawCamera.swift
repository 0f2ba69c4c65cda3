import LegibleTensors

/// Light, what stands in the way of it, and what the camera makes of it.
extension CropStyle {
  mutating func drawLight(_ looks: LookShares, severity: Float, using random: inout RandomSource) {
    if random.chance(looks.unevenLights) {
      light = (random.uniform(in: 0.1...0.5), random.uniform(in: -1...1), random.uniform(in: -1...1))
    }
    if random.chance(looks.castShadows) {
      castShadow = CastShadow(
        x: random.uniform(), y: random.uniform(), angle: random.uniform(in: 0...6.283),
        depth: random.uniform(in: 0.15...0.6), softness: random.logUniform(in: 0.03...0.8))
    }
    if random.chance(looks.glares) {
      glare = Glare(
        x: random.uniform(), y: random.uniform(), reachX: random.logUniform(in: 0.2...2),
        reachY: random.logUniform(in: 0.2...1), strength: random.uniform(in: 30...200))
    }
    if random.chance(looks.occlusions) {
      for _ in 0..<random.integer(in: 1...2) {
        let isRound = random.chance(0.4)
        obstacles.append(
          Obstacle(
            x: random.uniform(), y: random.uniform(), angle: random.uniform(in: 0...3.142),
            reach: isRound ? random.uniform(in: 0.06...0.2) : 40,
            thickness: isRound ? random.uniform(in: 0.05...0.16) : random.logUniform(in: 0.01...0.07),
            isRound: isRound, luma: random.uniform(in: 0...255), opacity: random.uniform(in: 0.5...1)))
      }
    }
  }

  mutating func drawCamera(_ looks: LookShares, severity: Float, using random: inout RandomSource) {
    let size = Float(height) / 32
    if random.chance(looks.blurs) {
      blur = size * abs(random.normal()) * 0.8 * severity
      if random.chance(0.1 * severity) { blur += size * random.uniform(in: 0.4...1.3) }
      blur = min(blur, 1.9 * size)
    }
    if random.chance(looks.defocus) { defocus = size * random.uniform(in: 0.8...2.4) }
    if random.chance(looks.motions) {
      // Hands shake in all directions; cars move along the rows.
      let angle = random.chance(0.4) ? 0 : random.uniform(in: 0...3.142)
      motion = (size * random.uniform(in: 2...5.5), angle)
    }
    if random.chance(looks.sharpenings) { sharpening = random.uniform(in: 0.3...(severity > 1 ? 3 : 2)) }
    // A crop that is blurred already, or that small, says nothing at a lower resolution.
    if random.chance(looks.lowResolutions) && max(blur, defocus / 2) < size {
      resolution = random.uniform(in: max(0.25, min(0.9, 9 / Float(height)))...0.9)
      isBlocky = random.chance(0.12)
    }
    if random.chance(looks.noises) {
      noise = abs(random.normal()) * 3.2 * severity
      if random.chance(0.05 * severity) { noise += random.uniform(in: 4...14) }
      // Letters of a few levels are seen where the noise is less than that.
      noise = min(noise, max(1, 0.3 * contrast))
    }
    if random.chance(looks.bilevels) { threshold = random.uniform(in: 0.35...0.65) }
    if random.chance(looks.compressions) {
      jpegQuality = random.integer(in: severity < 0.5 ? 40...95 : 12...90)
    }
    if random.chance(looks.tones) {
      if random.chance(0.5) { exposure = (random.uniform(in: 0.7...1.6), random.uniform(in: -35...35)) }
      if random.chance(0.7) { gamma = random.logUniform(in: 0.55...1.9) }
    }
  }
}
