import ArgumentParser
print("concord")
